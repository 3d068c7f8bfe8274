# The verbs of the scenarios, on top of swaks and curl. PORT and FROM may be set before a verb.
password=${password:-secret}

# submit LOGIN RECIPIENTS [swaks options]: an authenticated submission.
submit() {
  local login=$1 to=$2
  shift 2
  swaks --server "127.0.0.1:${PORT:-$SUBMISSION}" --auth PLAIN --auth-user "$login" --auth-password "$password" \
    --from "${FROM-$login}" --to "$to" --header "Subject: scenario" --suppress-data "$@" 2>&1
}

# inbound RECIPIENT [swaks options]: mail from outside, no login.
inbound() {
  local to=$1
  shift
  swaks --server "127.0.0.1:$INBOUND" --from stranger@elsewhere.test --to "$to" --suppress-data "$@" 2>&1
}

# relay RECIPIENTS [swaks options]: a client that may relay without a login, from 127.0.0.2.
relay() {
  local to=$1
  shift
  swaks --server "127.0.0.1:$SUBMISSION" --local-interface 127.0.0.2 --from scanner@example.org --to "$to" \
    --suppress-data "$@" 2>&1
}

# curl_submit LOGIN RECIPIENT: the same with another SMTP client.
curl_submit() {
  printf 'Subject: scenario\r\n\r\nhello\r\n' | curl -sv --url "smtp://127.0.0.1:$SUBMISSION" --user "$1:$password" \
    --mail-from "$1" --mail-rcpt "$2" --upload-file - 2>&1
}

# recipients N [DOMAIN]: N addresses, comma-separated.
recipients() {
  local list
  list=$(seq -f "r%g@${2:-elsewhere.test}" -s, "$1")
  printf %s "$list"
}

# answers: how often each reply code was given to RCPT and to the end of data.
answers() {
  awk '/^ -> RCPT TO/ {at="RCPT"; next} /^ -> [0-9]+ lines sent/ {at="DATA"; next}
       /^<../ && at {n[at " " $2]++; at=""}
       END {for (k in n) print k " x " n[k]}' | sort
}

# session LOGIN COMMANDS...: one connection to PORT, logged in; then each command, waiting for its reply. A whole message with
# its final dot is one command. Ends without QUIT unless it is among the commands.
session() {
  local login=$1 command
  shift
  exec 9<>"/dev/tcp/127.0.0.1/$PORT"
  hear
  for command in "EHLO client" "AUTH PLAIN $(printf '\0%s\0%s' "$login" "$password" | base64 -w0)" "$@"; do
    printf '%b\r\n' "$command" >&9
    hear
  done
  exec 9>&-
}

# hear: one reply of the session.
hear() {
  local line
  while IFS= read -r -t 100 line <&9; do
    printf '<- %s\n' "${line%$'\r'}"
    [ "${line:3:1}" = - ] || break
  done
}

# micros: the time now, in microseconds.
micros() {
  printf %s "${EPOCHREALTIME/[.,]/}"
}

# how_soon N: restricts u1 to uN, one after the other, and prints how long after the refusal, as swaks reads it, the alert's mail is in
# the administrator's mailbox. Gives up on a mail after a minute.
how_soon() {
  local i refused late=() mailbox=$MAILBOXES/watch
  for i in $(seq "$1"); do
    refused=$(submit "u$i@example.org" "$(recipients 2)" | while IFS= read -r line; do
      case $line in '<** 550 5.1.8'*) micros; break ;; esac
    done)
    [ -n "$refused" ] || { echo "u$i@example.org was not refused"; return 1; }
    until [ "$(grep -cs '^Subject: High-severity alert: User restricted from sending email' "$mailbox")" -ge "$i" ] 2>/dev/null; do
      [ $(($(micros) - refused)) -lt 60000000 ] || { echo "no mail about u$i@example.org"; return 1; }
      sleep 0.005
    done
    late+=($((($(micros) - refused) / 1000)))
  done
  echo "milliseconds: ${late[*]}"
  printf '%s\n' "${late[@]}" | sort -n | awk '{v[NR] = $1} END {
    printf "%d alerts: least %d, median %d, most %d ms\n", NR, v[1], v[int((NR + 1) / 2)], v[NR]}'
}
