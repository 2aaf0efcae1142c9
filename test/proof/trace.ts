// What a record of strace says about the network.

/** Addresses that were reached for. To connect a datagram socket sends nothing yet: libraries do it to sort addresses. A kernel's own socket (netlink) has none. */
export function addressesIn(lines: readonly string[]): readonly string[] {
  const datagrams = new Set<string>();
  const waiting = new Map<string, string>();
  return lines.flatMap((line) => {
    const opened = /socket\(AF_INET6?, (SOCK_\w+).* = (\d+)$/.exec(line);
    if (opened?.[2] !== undefined) {
      waiting.delete(opened[2]);
      if (opened[1] === "SOCK_DGRAM") datagrams.add(opened[2]);
      else datagrams.delete(opened[2]);
      return [];
    }
    const [, call, socket] = /(connect|send\w+)\((\d+)/.exec(line) ?? [];
    if (call === undefined || socket === undefined) return [];
    const inet = /sin6?_port=htons\((\d+)\).*?"([^"]+)"/.exec(line);
    const address = inet ? `${inet[2]}:${inet[1]}` : undefined;
    if (call === "connect" && address !== undefined && datagrams.has(socket)) {
      waiting.set(socket, address);
      return [];
    }
    return [address ?? (call === "connect" ? undefined : waiting.get(socket))].filter((found) => found !== undefined);
  });
}

/** The path of a service's socket in a line of strace. */
export function service(line: string): readonly string[] {
  const path = /sun_path=@?"([^"]+)"/.exec(line)?.[1];
  // glibc asks for a name service that isn't there before it reads /etc/passwd.
  return path === undefined || path.includes("/nscd/") ? [] : [path];
}
