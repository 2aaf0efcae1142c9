# Runs one command inside the sandbox and notes what can't be seen from outside: its status and what it left running.
# usage: command.sh TEXT
ulimit -c 0 -f 200000 -u 3000
# Newer than what the sandbox itself has just made.
: >/run/proof/start
before=$(printf '%s\n' /proc/[0-9]*)
bash -c "$1"
echo "$?" >/run/proof/status

# A job that is only just ending isn't left running.
for _ in 1 2 3 4 5 6; do
  left=()
  for process in /proc/[0-9]*; do
    [[ $process == "/proc/$$" || $'\n'$before$'\n' == *$'\n'"$process"$'\n'* ]] || left+=("${process#/proc/}")
  done
  ((${#left[@]} > 0)) || break
  read -r -t 0.05 <> <(:) || true
done
for process in "${left[@]}"; do
  printf '%s\n' "$(tr '\0' ' ' <"/proc/$process/cmdline")" >>/run/proof/running
  kill -KILL "$process"
done
find /dev /run -newer /run/proof/start \( -type f -o -type d -o -type l \) ! -path '/run/proof*' >/run/proof/elsewhere 2>&1
