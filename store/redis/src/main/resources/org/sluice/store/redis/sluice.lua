#!lua name=sluice
--[[
The limit ledger of a cluster: what org.sluice.core.limit.Tally does in one node's memory, as one
atomic step where all nodes meet. A differential test holds both to the same answers.

A sender's record is one string (cmsgpack), a message's another, so that a charge costs two reads
and two writes however many windows there are. Both carry the part of their sender in braces, as
does the mark of the part's generation: one charge touches one slot. The organization's counts are
a hash elsewhere; where there is but one slot space they are a key of the same call.

A record: 1 last instant, 2 afresh, 3 limits told, 4 restricted since, 5 restricted until (0 no,
-1 until lifted), 6 provisional, 7 lifted at, 8 immune until, 9 minute and 10 count of messages
begun to be remembered, 11 how many buckets; then minute, internal, external of each; then second,
messages of each. Instants are Unix milliseconds of this server.

A message: 1 last instant, 2 answered, 3 unnamed, 4 second counted, 5 closed, 6 kind that refused
it (-1: what passed is not certain), 7 recipients (eight bytes each); then minute, internal, external of each minute.
]]
local EPOCH = 1577836800000
local EPOCH_MINUTE = EPOCH / 60000
local FULL = 524287 -- as Buckets.FULL
local UNIT = 128 -- as Meta.UNIT
local HEAD = 11
local FLAG, UNTIL, PROVISIONAL, LIFTED, IMMUNE = 4, 5, 6, 7, 8
local KEPT_MINUTE, KEPT, BUCKETS = 9, 10, 11
local OPEN_MILLIS, CLOSED_MILLIS = 3600000, 300000 -- as MessageMemory
local MOST_MESSAGES = 4096 -- begun in one minute and remembered, of one sender
local RECORD_MILLIS = 88200000 -- a day, half an hour of slack
local PROVISIONAL_MILLIS = 60000
local HEARD_MILLIS = 3600000 -- how exactly a part knows when it heard of a node
-- A node that is away for longer has nothing left in any window, and is waited for by nobody.
local FORGOTTEN_MILLIS = RECORD_MILLIS + 2 * HEARD_MILLIS
local SLOTS = 289
local CHARGE = '>I8I8I8i8BI4I4I4I4I4I4I4I4I8I8'
local BIT = {1, 2, 4, 8, 16, 32, 64}
local MESSAGES, OF_MESSAGE, EXTERNAL, INTERNAL, DAY, RATE, ORGANIZATION = 1, 2, 3, 4, 5, 6, 7


local function instant(given)
  if given > 0 then
    return given
  end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function minute_of(millis)
  return math.floor(millis / 60000) - EPOCH_MINUTE
end

local function millis_of(minute)
  return (minute + EPOCH_MINUTE) * 60000
end

local function units(millis)
  return millis <= EPOCH and 0 or math.floor((millis - EPOCH) / UNIT)
end

-- When a minute leaves the day window.
local function leaves_day(minute)
  return millis_of((math.floor(minute / 5) + SLOTS) * 5)
end

local function clear(s)
  s.buckets, s.seconds = {}, {}
  s.ext_hour, s.int_hour, s.ext_day, s.int_day, s.messages = 0, 0, 0, 0, 0
  s.r[3] = 0
end

-- Usage before a release is void; the latest release that was heard of holds.
local function start_afresh(s, millis)
  local u = units(millis)
  if u > s.r[2] then
    s.r[2] = u
    clear(s)
    s.dirty = s.exists
  end
end

-- What was counted before the end of a restriction is void, whoever has heard of it: else a node that
-- has not would restrict for a further day, by the counts of the day before. Nothing was counted since.
local function end_what_ran_out(s)
  local r = s.r
  if r[UNTIL] > 0 and r[UNTIL] <= s.now and r[PROVISIONAL] == 0 then
    r[2] = math.max(r[2], units(r[UNTIL]))
    r[FLAG], r[UNTIL] = 0, 0
    clear(s)
    s.dirty = true
  end
end

-- The sender's record with its sums, at an instant that never goes back.
local function open(key, given)
  local text = redis.call('GET', key)
  local s = {exists = text and true or false, dirty = false, buckets = {}, seconds = {}}
  local r = text and cmsgpack.unpack(text) or {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
  local now = math.max(instant(given), r[1])
  s.r, s.now, s.minute, s.second = r, now, minute_of(now), math.floor(now / 1000)
  local minute, slot = s.minute, math.floor(s.minute / 5)
  local buckets, kept, last = s.buckets, 0, -1
  local ext_hour, int_hour, ext_day, int_day = 0, 0, 0, 0
  local place = HEAD + 1
  for _ = 1, r[BUCKETS] do
    local m, i, e = r[place], r[place + 1], r[place + 2]
    place = place + 3
    if math.floor(m / 5) >= slot - 288 then
      if m >= minute - 60 then
        ext_hour, int_hour = ext_hour + e, int_hour + i
      else
        m = m - m % 5
      end
      ext_day, int_day = ext_day + e, int_day + i
      if m == last then
        buckets[kept - 1] = math.min(FULL, buckets[kept - 1] + i)
        buckets[kept] = math.min(FULL, buckets[kept] + e)
      else
        buckets[kept + 1], buckets[kept + 2], buckets[kept + 3] = m, i, e
        kept, last = kept + 3, m
      end
    end
  end
  local seconds, messages, count = s.seconds, 0, 0
  for p = place, #r, 2 do
    if r[p] >= s.second - 60 then
      seconds[count + 1], seconds[count + 2] = r[p], r[p + 1]
      count = count + 2
      messages = messages + r[p + 1]
    end
  end
  s.ext_hour, s.int_hour, s.ext_day, s.int_day, s.messages =
    ext_hour, int_hour, ext_day, int_day, messages
  end_what_ran_out(s)
  return s
end

-- The sums anew, after something was given back.
local function sum_up(s)
  s.ext_hour, s.int_hour, s.ext_day, s.int_day, s.messages = 0, 0, 0, 0, 0
  for p = 1, #s.buckets, 3 do
    local minute, internal, external = s.buckets[p], s.buckets[p + 1], s.buckets[p + 2]
    if minute >= s.minute - 60 then
      s.ext_hour, s.int_hour = s.ext_hour + external, s.int_hour + internal
    end
    s.ext_day, s.int_day = s.ext_day + external, s.int_day + internal
  end
  for p = 2, #s.seconds, 2 do
    s.messages = s.messages + s.seconds[p]
  end
end

local function save(key, s)
  local r, now = s.r, s.now
  local record = {now, r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], #s.buckets / 3}
  local place = HEAD
  for i = 1, #s.buckets do
    place = place + 1
    record[place] = s.buckets[i]
  end
  for i = 1, #s.seconds do
    place = place + 1
    record[place] = s.seconds[i]
  end
  -- A flag too, however long the restriction: who knows of it raises it again. What was lifted while
  -- nobody could tell it here ends so before the nodes forget the lift.
  redis.call('SET', key, cmsgpack.pack(record), 'PX', RECORD_MILLIS)
end

-- The later of a restriction and a lift holds; at the same instant the lift.
local function lift(s, at)
  local r = s.r
  if at > r[LIFTED] then
    r[LIFTED] = at
    s.dirty = true
  end
  if r[UNTIL] ~= 0 and at >= r[FLAG] then
    r[FLAG], r[UNTIL], r[PROVISIONAL] = 0, 0, 0
    s.dirty = true
  end
end

local function is_restricted(s)
  local till = s.r[UNTIL]
  return till == -1 or till > s.now
end

local function restrict(s, since, till)
  local r = s.r
  if since > r[LIFTED] and (not is_restricted(s) or r[PROVISIONAL] == 1 or since > r[FLAG]) then
    r[FLAG], r[UNTIL], r[PROVISIONAL] = since, till, 0
    s.dirty = true
  end
end

-- What the asking node knows mends what a failover or an emptied server lost here.
local function hear(s, afresh, since, till)
  if afresh > 0 then
    start_afresh(s, afresh)
    if s.r[UNTIL] ~= 0 then
      lift(s, afresh)
    end
  end
  if since > math.max(afresh, 0) and (till == -1 or till > s.now) then
    restrict(s, since, till)
  end
  return is_restricted(s)
end

local function oldest(s, hour, internal, external)
  local b = s.buckets
  for p = 1, #b, 3 do
    if ((internal and b[p + 1] > 0) or (external and b[p + 2] > 0))
      and (not hour or b[p] >= s.minute - 60) then
      return b[p]
    end
  end
  return 0
end

-- The second at which so many messages have left the window.
local function messages_leave(s, surplus)
  local left = 0
  for p = 1, #s.seconds, 2 do
    left = left + s.seconds[p + 1]
    if left >= surplus then
      return s.seconds[p] + 61
    end
  end
  return 0
end

local function add_bucket(s, minute, internal, external)
  local b = s.buckets
  local n = #b
  if n == 0 or b[n - 2] < minute then
    b[n + 1], b[n + 2], b[n + 3] = minute, math.min(FULL, internal), math.min(FULL, external)
  else
    b[n - 1], b[n] = math.min(FULL, b[n - 1] + internal), math.min(FULL, b[n] + external)
  end
end

local function add_message(s)
  local q = s.seconds
  local n = #q
  if n > 0 and q[n - 1] >= s.second then
    q[n] = q[n] + 1
  else
    q[n + 1], q[n + 2] = s.second, 1
  end
end

-- The organization's ring: c current slot, s sum, t told, and a field for each slot.
local function organization(key, minute)
  local f = redis.call('HMGET', key, 'c', 's', 't')
  local o = {key = key, told = f[3] == '1'}
  o.current, o.sum = tonumber(f[1] or 0), tonumber(f[2] or 0)
  local slot = math.floor(minute / 5)
  if slot > o.current then
    if slot - o.current >= SLOTS then
      if o.current > 0 then
        redis.call('DEL', key)
      end
      o.sum = 0
      if o.told then
        redis.call('HSET', key, 't', '1')
      end
    else
      for gone = o.current + 1, slot do
        local field = gone % SLOTS
        local count = redis.call('HGET', key, field)
        if count then
          o.sum = o.sum - count
          redis.call('HDEL', key, field)
        end
      end
    end
    o.current = slot
    redis.call('HSET', key, 'c', slot, 's', o.sum)
    redis.call('PEXPIRE', key, RECORD_MILLIS)
  end
  return o
end

local function organization_add(o, external)
  if external ~= 0 then
    redis.call('HINCRBY', o.key, o.current % SLOTS, external)
    o.sum = o.sum + external
    redis.call('HSET', o.key, 's', o.sum)
  end
end

local function organization_give_back(o, minute, external)
  local slot = math.floor(minute / 5)
  if external > 0 and slot > o.current - SLOTS and slot <= o.current then
    local back = math.min(external, tonumber(redis.call('HGET', o.key, slot % SLOTS) or 0))
    if back > 0 then
      redis.call('HINCRBY', o.key, slot % SLOTS, -back)
      o.sum = o.sum - back
      redis.call('HSET', o.key, 's', o.sum)
    end
  end
end

local function organization_tell(o, told)
  if o.told ~= told then
    o.told = told
    redis.call('HSET', o.key, 't', told and '1' or '0')
  end
end

-- When the oldest slot that has any leaves the window; 0 if none has.
local function organization_leaves(o)
  for slot = math.max(0, o.current - SLOTS + 1), o.current do
    if tonumber(redis.call('HGET', o.key, slot % SLOTS) or 0) > 0 then
      return millis_of((slot + SLOTS) * 5)
    end
  end
  return 0
end

local function message_of(key, now)
  local text = redis.call('GET', key)
  if not text then
    return nil
  end
  local m = cmsgpack.unpack(text)
  if m[1] < now - (m[5] == 1 and CLOSED_MILLIS or OPEN_MILLIS) then
    return nil
  end
  return m
end

local function new_message()
  return {0, 0, 0, 0, 0, 0, '', fresh = true}
end

-- Remembers a message as long as it may come back; a sender who begins more in a minute is
-- remembered for shorter, so that what one sender takes is bounded.
local function keep(key, m, s, whole)
  local r, base = s.r, OPEN_MILLIS
  if whole then
    m[5] = 1
  end
  if m[5] == 1 then
    base = CLOSED_MILLIS
  end
  if m.fresh then
    if r[KEPT_MINUTE] ~= s.minute then
      r[KEPT_MINUTE], r[KEPT] = s.minute, 0
    end
    r[KEPT] = r[KEPT] + 1
    s.dirty = true
    if r[KEPT] > MOST_MESSAGES then
      return
    end
  end
  local rate = r[KEPT_MINUTE] == s.minute and math.max(1, r[KEPT]) or 1
  m[1], m.fresh = s.now, nil
  local millis = math.min(base, math.floor(MOST_MESSAGES * 60000 / rate))
  redis.call('SET', key, cmsgpack.pack(m), 'PX', millis)
end

local function named(m)
  return m and #m[7] / 8 or 0
end

local function has(recipients, hash)
  local at = 1
  while true do
    local found = string.find(recipients, hash, at, true)
    if not found then
      return false
    end
    if found % 8 == 1 then
      return true
    end
    at = found + 1
  end
end

-- Hashes of a list that neither the message nor what was seen before them has.
local function new_ones(list, m, seen)
  local count, fresh = 0, {}
  local known = m and m[7] or ''
  for p = 1, #list, 8 do
    local hash = string.sub(list, p, p + 7)
    if not seen[hash] and not (#known > 0 and has(known, hash)) then
      seen[hash] = true
      count = count + 1
      fresh[count] = hash
    end
  end
  return count, fresh
end

-- Whether a message has counted any of the list.
local function names_any(list, m)
  for p = 1, #list, 8 do
    if has(m[7], string.sub(list, p, p + 7)) then
      return true
    end
  end
  return false
end

-- Everything that a message counted, unless a release made it void meanwhile. back: pairs of
-- minute and external recipients, for the organization.
local function give_back(s, m, back)
  if m[4] == 0 then
    return
  end
  local afresh = s.r[2] == 0 and 0 or EPOCH + s.r[2] * UNIT
  local void = not s.exists or afresh > 1000 * m[4]
  for p = 8, #m, 3 do
    local minute, internal, external = m[p], m[p + 1], m[p + 2]
    back[#back + 1], back[#back + 2] = minute, external
    if not void then
      local b = s.buckets
      for q = #b - 2, 1, -3 do
        if b[q] <= minute then
          if b[q] == minute or b[q] == minute - minute % 5 then
            b[q + 1], b[q + 2] = math.max(0, b[q + 1] - internal), math.max(0, b[q + 2] - external)
          end
          break
        end
      end
    end
  end
  if not void then
    for q = 1, #s.seconds, 2 do
      if s.seconds[q] == m[4] and s.seconds[q + 1] > 0 then
        s.seconds[q + 1] = s.seconds[q + 1] - 1
      end
    end
    s.dirty = true
  end
  for p = #m, 8, -1 do
    m[p] = nil
  end
  m[2], m[3], m[4], m[7] = 0, 0, 0, ''
  m[6] = m[6] == -1 and 0 or m[6] -- nothing of it is counted that could be judged anew
end

local function answer(s, status, granted, exceeded, first, retry, add_messages, of_message,
    external, internal, organization_sum)
  return {status, granted, exceeded, first, retry, s.messages + add_messages, of_message,
    s.ext_hour + external, s.int_hour + internal, s.ext_day + external, s.int_day + internal,
    organization_sum}
end

--[[
keys: generation, sender, [message], [organization]
args: generation, external hashes, internal hashes, header
reply: status (0 judged, 1 another generation, 2 restricted), granted, exceeded (0 none), first,
retry after millis, seven counts of usage, external recipients counted, then pairs of minute and
external recipients given back
]]
local function charge(keys, args)
  local given, afresh, since, till, flags, recipient_count,
    l1, l2, l3, l4, l5, l6, l7, sum, leaves =
    struct.unpack(CHARGE, args[4])
  if redis.call('GET', keys[1]) ~= args[1] then
    return {1}
  end
  local whole, binds = bit.band(flags, 1) ~= 0, bit.band(flags, 2) ~= 0
  local with_message, with_organization = bit.band(flags, 4) ~= 0, bit.band(flags, 8) ~= 0
  local limits = {l1, l2, l3, l4, l5, l6, l7}
  local key, message_key = keys[2], with_message and keys[3] or nil
  local s = open(key, given)
  local now = s.now
  local o
  if with_organization then
    o = organization(keys[with_message and 4 or 3], s.minute)
    sum = o.sum
  end
  if hear(s, afresh, since, till) then
    if s.dirty then
      save(key, s)
    end
    return answer(s, 2, 0, 0, 0, 0, 0, 0, 0, 0, sum)
  end
  if now < s.r[IMMUNE] then
    binds = false
  end
  local uncertain = bit.band(flags, 16) ~= 0
  local m = message_key and message_of(message_key, now) or nil
  local back = {}
  -- What passed while not every node's counts were here is judged anew now that they are, if it is asked about again: who
  -- was named, or the message with all that it names. Further recipients leave it counted, for it may have passed, and so
  -- does an end of message that names nobody, which could not tell the internal ones from the others.
  local names = #args[2] + #args[3] > 0
  if m and m[6] == -1 and (uncertain or whole or names_any(args[2], m) or names_any(args[3], m)) then
    m[6] = 0
    if not uncertain and names then
      give_back(s, m, back)
      sum_up(s)
      -- Now, for what is refused below does not keep its message, and it is given back once.
      redis.call('SET', message_key, cmsgpack.pack(m), 'KEEPTTL')
      if o then
        for p = 1, #back, 2 do
          organization_give_back(o, back[p], back[p + 1])
        end
        back, sum = {}, o.sum
      else
        for p = 2, #back, 2 do
          sum = sum - back[p] -- it is given back after this charge, in another slot
        end
      end
    end
  end

  local function retry_after(kind)
    if kind == MESSAGES then
      return 1000 * messages_leave(s, s.messages + 1 - l1) - now
    elseif kind == RATE then
      return math.max(0, leaves_day(oldest(s, false, true, true)) - now)
    elseif kind == ORGANIZATION then
      return math.max(0, (o and organization_leaves(o) or leaves) - now)
    end
    return 0
  end

  local function finish(reply, counted)
    if o then
      for p = 1, #back, 2 do
        organization_give_back(o, back[p], back[p + 1])
      end
    end
    if s.dirty then
      save(key, s)
    end
    reply[13] = counted
    for p = 1, #back do
      reply[13 + p] = back[p]
    end
    return reply
  end

  if whole and m and m[6] ~= 0 then
    give_back(s, m, back)
    keep(message_key, m, s, true)
    local kind = m[6]
    local reply = finish(answer(s, 0, 0, kind, 0, 0, 0, 0, 0, 0, sum), 0)
    reply[5] = retry_after(kind)
    if o then
      reply[12] = o.sum
    end
    return reply
  end

  local seen = {}
  local externals, external = new_ones(args[2], m, seen)
  local internals, internal = new_ones(args[3], m, seen)
  local answered, unnamed = (#args[2] + #args[3]) / 8, 0
  local before = m and named(m) + m[3] or 0
  if whole then
    local known = math.max((m and m[2] or 0) + answered, before + externals + internals)
    unnamed = math.max(0, recipient_count - known)
  end
  local messages = (m == nil or m[4] == 0) and 1 or 0
  local outside = externals + unnamed
  local recipients = outside + internals
  local adds = {messages, recipients, outside, internals, recipients, recipients, outside}
  local day = s.ext_day + s.int_day
  local used = {s.messages, before, s.ext_hour, s.int_hour, day, day, sum}

  local function first_exceeded(binding)
    for kind = 1, 7 do
      local of_policy = kind >= EXTERNAL and kind <= DAY
      if ((not of_policy or binds) == binding) and limits[kind] > 0 and adds[kind] > 0
        and used[kind] + adds[kind] > limits[kind] then
        return kind
      end
    end
    return 0
  end

  local function balance(granted, exceeded, first, retry)
    return answer(s, 0, granted, exceeded, first, retry, messages, before + recipients, outside,
      internals, sum + outside)
  end

  local refusing = first_exceeded(true)
  if refusing ~= 0 then
    local first = 0
    if refusing ~= ORGANIZATION then
      if bit.band(s.r[3], BIT[refusing]) == 0 then
        first = 1
        s.r[3] = bit.bor(s.r[3], BIT[refusing])
        s.dirty = true
      end
    elseif o then
      first = o.told and 0 or 1
      organization_tell(o, true)
    end
    if refusing >= EXTERNAL and refusing <= DAY then
      s.r[FLAG] = math.max(now, s.r[LIFTED] + 1)
      s.r[UNTIL], s.r[PROVISIONAL] = now + PROVISIONAL_MILLIS, 1
      s.dirty = true
    end
    local reply = balance(0, refusing, first, retry_after(refusing))
    if message_key and (refusing == RATE or refusing == ORGANIZATION) then
      m = m or new_message()
      m[6] = refusing
      if whole then
        give_back(s, m, back)
      end
      keep(message_key, m, s, whole)
    end
    return finish(reply, 0)
  end

  local advisory = binds and 0 or first_exceeded(false)
  if messages == 0 and recipients == 0 then
    if m then
      m[2] = m[2] + answered
      m[6] = uncertain and m[6] == 0 and -1 or m[6]
      keep(message_key, m, s, whole)
    end
    return finish(balance(1, 0, 0, 0), 0)
  end
  local told = s.r[3]
  local marks = told
  for kind = 1, 7 do
    if adds[kind] > 0 then
      local above = advisory ~= 0 and limits[kind] > 0 and used[kind] + adds[kind] > limits[kind]
      marks = above and bit.bor(marks, BIT[kind]) or bit.band(marks, bit.bnot(BIT[kind]))
    end
  end
  s.r[3] = marks
  local first = advisory ~= 0 and bit.band(told, BIT[advisory]) == 0 and 1 or 0
  local reply = balance(1, advisory, first, 0)
  if recipients > 0 then
    add_bucket(s, s.minute, internals, outside)
  end
  if messages == 1 then
    add_message(s)
  end
  s.dirty = true
  if o then
    if outside > 0 then
      organization_tell(o, false)
    end
    organization_add(o, outside)
  end
  if message_key then
    m = m or new_message()
    m[7] = m[7] .. table.concat(external) .. table.concat(internal)
    m[2], m[3] = m[2] + answered, m[3] + unnamed
    local n = #m
    if n > 7 and m[n - 2] == s.minute then
      m[n - 1], m[n] = m[n - 1] + internals, m[n] + outside
    else
      m[n + 1], m[n + 2], m[n + 3] = s.minute, internals, outside
    end
    if messages == 1 then
      m[4] = s.second
    end
    if uncertain and m[6] == 0 then
      m[6] = -1
    end
    keep(message_key, m, s, whole)
  end
  return finish(reply, outside)
end

-- keys: sender, message, [organization]; args: now. Reply: pairs of minute and external given back.
local function withdraw(keys, args)
  local s = open(keys[1], tonumber(args[1]))
  local m = message_of(keys[2], s.now)
  local back = {}
  if m and m[4] ~= 0 then
    give_back(s, m, back)
    redis.call('SET', keys[2], cmsgpack.pack(m), 'KEEPTTL')
    if s.dirty then
      save(keys[1], s)
    end
    if keys[3] then
      local o = organization(keys[3], s.minute)
      for p = 1, #back, 2 do
        organization_give_back(o, back[p], back[p + 1])
      end
    end
  end
  return back
end

-- keys: sender, [organization]; args: now, afresh, restricted since, until. Reads only.
-- Reply: restricted, six counts of usage; then when the oldest of each leaves, 0 none:
-- external hour, internal hour, day, messages, organization
local function look(keys, args)
  local s = open(keys[1], tonumber(args[1]))
  local restricted = hear(s, tonumber(args[2]), tonumber(args[3]), tonumber(args[4]))
  local o = keys[2] and organization(keys[2], s.minute) or nil
  local external, internal, day =
    oldest(s, true, false, true), oldest(s, true, true, false), oldest(s, false, true, true)
  return {restricted and 1 or 0, s.messages, s.ext_hour, s.int_hour, s.ext_day, s.int_day,
    o and o.sum or 0,
    external > 0 and millis_of(external + 61) or 0,
    internal > 0 and millis_of(internal + 61) or 0,
    day > 0 and leaves_day(day) or 0,
    s.messages > 0 and 1000 * messages_leave(s, 1) or 0,
    o and o.sum > 0 and organization_leaves(o) or 0}
end

-- keys: sender; args: now, since, until (0 lowers), lifted at, immune until, since when one was told
-- that is taken back: that very one ends, nothing is lifted, and the other binds. Else the later holds.
local function mark(keys, args)
  local s = open(keys[1], tonumber(args[1]))
  local since, till, lifted, immune =
    tonumber(args[2]), tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
  if lifted > 0 then
    start_afresh(s, lifted)
    if lifted >= s.r[LIFTED] then
      s.r[IMMUNE] = immune
      s.dirty = true
    end
    lift(s, lifted)
  end
  local taken_back = tonumber(args[6] or 0) -- nodes of before do not say it
  if taken_back > 0 and s.r[UNTIL] ~= 0 and s.r[FLAG] == taken_back then
    s.r[FLAG], s.r[UNTIL], s.r[PROVISIONAL] = 0, 0, 0
    s.dirty = true
  end
  if till == -1 or till > s.now then
    restrict(s, since, till)
  end
  if s.dirty then
    save(keys[1], s)
  end
  return is_restricted(s) and 1 or 0
end

-- Whether what the mark keys[3] stands for is done for the first time: 1; 0 if it was done, -1 if the
-- generation is another. The mark stays as long as what it let be counted.
local function first_time(keys, args)
  if redis.call('GET', keys[1]) ~= args[1] then
    return -1
  end
  return redis.call('SET', keys[3], '1', 'PX', RECORD_MILLIS, 'NX') and 1 or 0
end

-- keys: generation, sender, the mark that this was done; args: generation, now, afresh, how
-- many buckets; then minute, internal, external of each; then second, messages of each.
-- Adds what a node counted by itself, once. Reply: -1 if the generation is another.
local function merge(keys, args)
  local first = first_time(keys, args)
  if first ~= 1 then
    return first
  end
  local s = open(keys[2], tonumber(args[2]))
  start_afresh(s, tonumber(args[3]))
  -- Of a release that is known here and was not where this was counted: what was counted in its
  -- minute or later counts, because it may have been let through after it.
  local from = 0
  if units(tonumber(args[3])) < s.r[2] then
    from = EPOCH + s.r[2] * UNIT
  end
  local by_minute, by_second = {}, {}
  local function gather(into, list, at, width)
    for p = 1, #list, width do
      into[#into + 1] = {list[p], list[p + 1], width == 3 and list[p + 2] or 0}
    end
    table.sort(into, function(a, b) return a[1] < b[1] end)
  end
  local buckets, seconds, place = {}, {}, 5
  local from_minute = minute_of(from)
  for _ = 1, tonumber(args[4]) do
    local minute = tonumber(args[place])
    -- One that may be the sum of the five minutes in which the release was counts as well.
    if minute >= from_minute or minute == from_minute - from_minute % 5 then
      for p = place, place + 2 do
        buckets[#buckets + 1] = tonumber(args[p])
      end
    end
    place = place + 3
  end
  for p = place, #args, 2 do
    if tonumber(args[p]) >= math.floor(from / 1000) then
      seconds[#seconds + 1], seconds[#seconds + 2] = tonumber(args[p]), tonumber(args[p + 1])
    end
  end
  gather(by_minute, buckets, 1, 3)
  gather(by_minute, s.buckets, 1, 3)
  gather(by_second, seconds, 1, 2)
  gather(by_second, s.seconds, 1, 2)
  s.buckets, s.seconds = {}, {}
  for _, b in ipairs(by_minute) do
    add_bucket(s, b[1], b[2], b[3])
  end
  for _, q in ipairs(by_second) do
    local n = #s.seconds
    if n > 0 and s.seconds[n - 1] == q[1] then
      s.seconds[n] = s.seconds[n] + q[2]
    elseif q[1] <= s.second then
      s.seconds[n + 1], s.seconds[n + 2] = q[1], q[2]
    end
  end
  save(keys[2], s)
  return 1
end

-- keys: generation, organization, the mark that this was done; args: generation, now, then pairs of
-- minute and external recipients. Adds what a node counted of all senders by itself, once. Reply: -1
-- if the generation is another.
local function merge_organization(keys, args)
  local first = first_time(keys, args)
  if first ~= 1 then
    return first
  end
  local o = organization(keys[2], minute_of(instant(tonumber(args[2]))))
  for p = 3, #args, 2 do
    local slot = math.min(o.current, math.floor(tonumber(args[p]) / 5))
    if slot > o.current - SLOTS then
      redis.call('HINCRBY', keys[2], slot % SLOTS, args[p + 1])
      o.sum = o.sum + tonumber(args[p + 1])
    end
  end
  redis.call('HSET', keys[2], 's', o.sum)
  return 1
end

-- keys: generation, organization; args: generation (0 any), now, external recipients to add, whether its
-- limit refused one (1), then pairs of minute and external to give back.
-- Reply: sum, when the oldest leaves, whether it is told the first time; -1 alone if the generation is
-- another.
local function add_to_organization(keys, args)
  if args[1] ~= '0' and redis.call('GET', keys[1]) ~= args[1] then
    return {-1}
  end
  local o = organization(keys[2], minute_of(instant(tonumber(args[2]))))
  local first = 0
  if args[4] == '1' then
    first = o.told and 0 or 1
    organization_tell(o, true)
  end
  local add = tonumber(args[3])
  if add > 0 then
    organization_tell(o, false)
    organization_add(o, add)
  end
  for p = 5, #args, 2 do
    organization_give_back(o, tonumber(args[p]), tonumber(args[p + 1]))
  end
  return {o.sum, o.sum > 0 and organization_leaves(o) or 0, first}
end

-- keys: generation, nodes; args: 1 to give it a generation if it has none, who asks. Reply: the
-- generation (0 none), then the nodes that added their share and were heard of since. Microseconds of
-- this server: a request that comes late or twice can not bring back a generation from before.
local function part(keys, args)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if args[1] == '1' then
    local micros = string.format('%.0f', time[1] * 1000000 + time[2])
    if redis.call('SET', keys[1], micros, 'NX') then
      redis.call('DEL', keys[2])
    end
  end
  local reply = {redis.call('GET', keys[1]) or '0'}
  local nodes = redis.call('HGETALL', keys[2])
  for p = 1, #nodes, 2 do
    local heard = now - nodes[p + 1]
    if heard > FORGOTTEN_MILLIS then
      redis.call('HDEL', keys[2], nodes[p])
    else
      reply[#reply + 1] = nodes[p]
      if nodes[p] == args[2] and heard > HEARD_MILLIS then
        redis.call('HSET', keys[2], nodes[p], now)
      end
    end
  end
  return reply
end

-- keys: generation, nodes; args: generation, node. Reply: -1 if the generation is another.
local function join(keys, args)
  if redis.call('GET', keys[1]) ~= args[1] then
    return -1
  end
  redis.call('HSET', keys[2], args[2], instant(0))
  return 1
end

-- keys: the organization's generation, who is present; args: node, empty if it only asks. Reply: this
-- server's clock, the organization's generation (0 none), then pairs of node and when it was heard.
local function present(keys, args)
  local now = instant(0)
  if args[1] ~= '' then
    redis.call('HSET', keys[2], args[1], now)
  end
  local all = redis.call('HGETALL', keys[2])
  local reply = {now, redis.call('GET', keys[1]) or '0'}
  for p = 1, #all, 2 do
    if tonumber(all[p + 1]) < now - RECORD_MILLIS then
      redis.call('HDEL', keys[2], all[p])
    else
      reply[#reply + 1], reply[#reply + 2] = all[p], all[p + 1]
    end
  end
  return reply
end

-- keys: who has left; args: node. It has added all that it counted and counts no more until it says that
-- it is present.
local function leave(keys, args)
  local now = instant(0)
  local all = redis.call('HGETALL', keys[1])
  for p = 1, #all, 2 do
    if tonumber(all[p + 1]) < now - RECORD_MILLIS then
      redis.call('HDEL', keys[1], all[p])
    end
  end
  redis.call('HSET', keys[1], args[1], now)
  return 1
end

-- keys: sender. Reads only, for who takes the counts elsewhere. Reply: nothing if nothing is counted;
-- else when it was begun afresh, how many buckets; then minute, internal, external of each; then
-- second, messages of each.
local function record(keys, args)
  local s = open(keys[1], tonumber(args[1]))
  if #s.buckets == 0 and #s.seconds == 0 then
    return {}
  end
  local reply = {s.r[2] == 0 and 0 or EPOCH + s.r[2] * UNIT, #s.buckets / 3}
  for i = 1, #s.buckets do
    reply[#reply + 1] = s.buckets[i]
  end
  for i = 1, #s.seconds do
    reply[#reply + 1] = s.seconds[i]
  end
  return reply
end

-- keys: organization; args: now. The same of all senders together. Reply: this server's clock, then
-- pairs of minute and external recipients.
local function organization_record(keys, args)
  local now = instant(tonumber(args[1]))
  local o = organization(keys[1], minute_of(now))
  local reply = {now}
  for slot = math.max(0, o.current - SLOTS + 1), o.current do
    local count = tonumber(redis.call('HGET', keys[1], slot % SLOTS) or 0)
    if count > 0 then
      reply[#reply + 1], reply[#reply + 2] = slot * 5, count
    end
  end
  return reply
end

redis.register_function('sluice_record', record)
redis.register_function('sluice_organization_record', organization_record)
redis.register_function('sluice_present', present)
redis.register_function('sluice_leave', leave)
redis.register_function('sluice_part', part)
redis.register_function('sluice_join', join)
redis.register_function('sluice_merge_organization', merge_organization)
redis.register_function('sluice_charge', charge)
redis.register_function('sluice_withdraw', withdraw)
redis.register_function('sluice_look', look)
redis.register_function('sluice_mark', mark)
redis.register_function('sluice_merge', merge)
redis.register_function('sluice_organization', add_to_organization)
