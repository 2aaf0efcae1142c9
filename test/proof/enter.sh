#!/usr/bin/env bash
# Enters the sandbox: the system's folders and the world's as overlays, so that whatever a command changes anywhere lies in one folder afterwards.
# usage: enter.sh RUN LAYERS BWRAP-ARGUMENT...
#   RUN     a folder with upper/, work/ and merged/; what changes is in upper/ afterwards
#   LAYERS  folders made by earlier runs (their upper/), the last first, joined by colons
set -euo pipefail
run=$1 layers=$2
shift 2

options=
[[ ${PROOF_USER_NAMESPACE:-} != 1 ]] || options=,userxattr

overlay() { # area base-folder
  local lower= layer
  while IFS= read -r -d : layer; do
    [[ -z $layer ]] || lower+=$layer/$1:
  done <<<"$layers:"
  lower+=$2
  mkdir -p "$run/upper/$1" "$run/work/$1"
  mount -t overlay overlay -o "lowerdir=${lower%:},upperdir=$run/upper/$1,workdir=$run/work/$1$options" "$run/merged/${1#root}"
}

overlay root "$run/../skeleton"
for area in usr etc var opt; do
  overlay "$area" "/$area"
done
exec bwrap --bind "$run/merged" / "$@"
