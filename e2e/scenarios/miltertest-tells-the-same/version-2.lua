-- The oldest version that is spoken: each packet is answered, and no body is asked for.
local conn = mt.connect(SOCKET, 40, 0.25)
if conn == nil then error("nobody listens at " .. SOCKET) end
if mt.negotiate(conn, 2, 63, 127) ~= nil then error("negotiate") end
if mt.conninfo(conn, "laptop.example.org", "192.0.2.1") ~= nil then error("conninfo") end
mt.macro(conn, SMFIC_MAIL, "{auth_authen}", "bert@example.org")
if mt.mailfrom(conn, "<bert@example.org>") ~= nil then error("mailfrom") end
if mt.rcptto(conn, "<a@elsewhere.test>") ~= nil then error("rcptto") end
if mt.header(conn, "Subject", "miltertest") ~= nil then error("header") end
if mt.getreply(conn) ~= SMFIR_CONTINUE then error("header is not answered") end
if mt.eoh(conn) ~= nil then error("eoh") end
if mt.eom(conn) ~= nil then error("eom") end
if mt.getreply(conn) ~= SMFIR_CONTINUE then error("eom") end
mt.disconnect(conn)
mt.echo("all done")
