-- The dialogues of the other scenarios without an MTA. SOCKET is Sluice's milter.
local function check(what, got, wanted)
  if got ~= wanted then error(what .. ": " .. tostring(got) .. " instead of " .. tostring(wanted)) end
  mt.echo("ok " .. what)
end

local function connect()
  local conn = mt.connect(SOCKET, 40, 0.25)
  if conn == nil then error("nobody listens at " .. SOCKET) end
  if mt.conninfo(conn, "laptop.example.org", "192.0.2.1") ~= nil then error("conninfo") end
  return conn
end

local function mail(conn, login, sender)
  mt.macro(conn, SMFIC_MAIL, "i", "LUA1", "{auth_authen}", login, "{auth_type}", "PLAIN")
  if mt.mailfrom(conn, sender) ~= nil then error("mailfrom") end
  return mt.getreply(conn)
end

local function rcpt(conn, first, last)
  for i = first, last do
    if mt.rcptto(conn, "<r" .. i .. "@elsewhere.test>") ~= nil then error("rcptto") end
  end
  return mt.getreply(conn)
end

local function finish(conn)
  mt.header(conn, "From", "Anna <anna@example.org>")
  mt.header(conn, "Subject", "miltertest")
  if mt.eom(conn) ~= nil then error("eom") end
  return mt.getreply(conn)
end

-- What Sluice asks to be left out.
local conn = connect()
check("no body is asked for", mt.test_option(conn, SMFIP_NOBODY), true)
check("no HELO is asked for", mt.test_option(conn, SMFIP_NOHELO), true)
check("MAIL is asked for", mt.test_option(conn, SMFIP_NOMAIL), false)
check("copies may be added", mt.test_action(conn, SMFIF_ADDRCPT), true)
check("headers are not changed", mt.test_action(conn, SMFIF_CHGHDRS), false)

-- Two recipients pass. An aborted message counts nothing.
check("MAIL passes", mail(conn, "anna@example.org", "<anna@example.org>"), SMFIR_CONTINUE)
check("RCPT passes", rcpt(conn, 1, 2), SMFIR_CONTINUE)
check("the message passes", finish(conn), SMFIR_CONTINUE)
check("the next MAIL passes", mail(conn, "anna@example.org", "<anna@example.org>"), SMFIR_CONTINUE)
check("its RCPT passes", rcpt(conn, 3, 9), SMFIR_CONTINUE)
mt.abort(conn)

-- Two more would cross the limit of three: refused whole, in words that the other scenarios show.
check("MAIL passes again", mail(conn, "anna@example.org", "<anna@example.org>"), SMFIR_CONTINUE)
check("RCPT passes again", rcpt(conn, 3, 4), SMFIR_CONTINUE)
check("the message is refused", finish(conn), SMFIR_REPLYCODE)
mt.disconnect(conn)

-- From then on at MAIL, on another connection too; inbound mail is accepted.
conn = connect()
check("a restricted sender is refused at MAIL", mail(conn, "anna@example.org", "<ceo@bank.test>"), SMFIR_REPLYCODE)
mt.disconnect(conn)
conn = connect()
if mt.mailfrom(conn, "<stranger@elsewhere.test>") ~= nil then error("mailfrom") end
check("inbound mail is accepted at once", mt.getreply(conn), SMFIR_ACCEPT)
mt.disconnect(conn)

-- A peer that is lost in the middle.
conn = connect()
check("bert passes", mail(conn, "bert@example.org", "<bert@example.org>"), SMFIR_CONTINUE)
check("his RCPT passes", rcpt(conn, 1, 1), SMFIR_CONTINUE)
mt.disconnect(conn, false)
mt.echo("all done")
