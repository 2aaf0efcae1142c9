import { describe, expect, it } from "vitest";
import { addressesIn, service } from "./trace.ts";

const TCP = '7 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.1")}, 16) = -1 ENETUNREACH';
const UDP =
  '7 connect(5, {sa_family=AF_INET6, sin6_port=htons(53), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0';

describe("a record of system calls", () => {
  it.each([
    [["7 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 3", TCP], ["192.0.2.1:80"]],
    [[TCP], ["192.0.2.1:80"]],
    [["7 socket(AF_INET6, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP) = 5", UDP], []],
    [
      ["7 socket(AF_INET6, SOCK_DGRAM, IPPROTO_IP) = 5", UDP, "7 sendmmsg(5, [{msg_hdr={msg_name=NULL}}], 2, MSG_NOSIGNAL) = 2"],
      ["::1:53"],
    ],
    [
      [
        "7 socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 4",
        '7 sendto(4, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.2")}, 16) = 1',
      ],
      ["192.0.2.2:9"],
    ],
    [["7 sendto(3, [{nlmsg_len=20}], 20, 0, {sa_family=AF_NETLINK, nl_pid=0}, 12) = 20"], []],
  ])("tells which addresses were reached for: %j", (lines, addresses) => {
    expect(addressesIn(lines)).toEqual(addresses);
  });

  it("tells which services of the machine were asked", () => {
    const asked = (path: string) => service(`7 connect(3, {sa_family=AF_UNIX, sun_path="${path}"}, 110) = 0`);
    expect(asked("/run/docker.sock")).toEqual(["/run/docker.sock"]);
    expect(asked("/var/run/nscd/socket")).toEqual([]);
    expect(service(TCP)).toEqual([]);
  });
});
