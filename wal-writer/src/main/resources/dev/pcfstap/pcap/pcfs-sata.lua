-- Wireshark dissector for PCFS SATA, the file protocol between a Wii U CAT-DEV console and its host PC.
--
-- Install: copy this one file into Wireshark's personal Lua plugin folder (Help > About > Folders), or name it:
--   tshark -X lua_script:pcfs-sata.lua -r capture.pcapng -2 -Y 'pcfs.rc != 0' -T fields -e pcfs.text
-- Decodes TCP port 7500; another port is a preference (pcfs.port) or "Decode As". Works with Wireshark 3.6 and newer.
--
-- A response means something only together with its request, so the first pass follows each connection: requests that
-- wait, descriptors and their paths, the flags that a Ping negotiates. What a packet was found to be is remembered by
-- frame, so that later looks at it, in any order, show the same. Filter fields: pcfs.command, pcfs.path, pcfs.rc,
-- pcfs.fd and the others below; pcfs.text is the line that the tap's cat-dev format prints for it.

local pcfs = Proto("pcfs", "PCFS SATA")

local HEADER, REQUEST, READ_HEADER, READ_ERROR = 0x20, 0x34, 0x24, 36
local PATH, MODE, NAME = 0x200, 0x10, 0x100
local LONGEST_PACKET = 64 * 1024 * 1024 -- a longer data length is not believed
local LONGEST_GATHERED = 16 * 1024 * 1024 -- a longer read is shown piece by piece
local U32 = 4294967296

local COMMANDS = {
  [0x00] = "CreateFolder", [0x01] = "OpenFolder", [0x02] = "ReadFolder", [0x03] = "RewindFolder",
  [0x04] = "CloseFolder", [0x05] = "OpenFile", [0x06] = "ReadFile", [0x07] = "WriteFile",
  [0x09] = "SetFilePosition", [0x0B] = "StatFile", [0x0D] = "CloseFile", [0x0E] = "Remove", [0x0F] = "Rename",
  [0x10] = "QueryPath", [0x12] = "ChangeOwner", [0x13] = "ChangeMode", [0x14] = "Ping",
}
local CODES = {
  [0] = "SUCCESS", [0xFFF0FFD7] = "FOLDER_REQUIRED", [0xFFF0FFE0] = "FS_ERROR", [0xFFF0FFE7] = "TOO_BIG",
  [0xFFF0FFE9] = "PATH_NOT_EXIST", [0xFFF0FFEA] = "RENAME_DONE", [0xFFF0FFFC] = "NO_MORE_ITEMS",
}
local QUERIES = {
  [0] = "Free Space left on Disk", [1] = "Size of Folder", [2] = "Files in Folder", [5] = "Path Details",
}
local MOVES = { [0] = "Begin", [1] = "Nowhere", [2] = "End" }
local PONGS = { [0xCAFE0003] = { true, true }, [0xCAFE0001] = { true, false }, [0xCAFE0002] = { false, true } }

local f = {
  data_length = ProtoField.uint32("pcfs.data_length", "Data length"),
  packet_id = ProtoField.uint32("pcfs.packet_id", "Packet id"),
  flags = ProtoField.uint32("pcfs.flags", "Flags", base.HEX),
  version = ProtoField.uint32("pcfs.version", "Version", base.HEX),
  timestamp = ProtoField.uint32("pcfs.timestamp", "Host time"),
  pid = ProtoField.uint32("pcfs.pid", "Host process"),
  padding = ProtoField.bytes("pcfs.padding", "Padding"),
  user0 = ProtoField.uint32("pcfs.user0", "User 0", base.HEX),
  user1 = ProtoField.uint32("pcfs.user1", "User 1", base.HEX),
  capabilities0 = ProtoField.bytes("pcfs.capabilities0", "Capabilities 0"),
  capabilities1 = ProtoField.bytes("pcfs.capabilities1", "Capabilities 1"),
  command = ProtoField.uint32("pcfs.command", "Command", base.HEX, COMMANDS),
  exchange = ProtoField.uint32("pcfs.exchange", "Exchange"),
  path = ProtoField.string("pcfs.path", "Path"),
  dest = ProtoField.string("pcfs.dest", "Destination"),
  mode = ProtoField.string("pcfs.mode", "Open mode"),
  perms = ProtoField.uint32("pcfs.perms", "Permissions", base.HEX),
  fd = ProtoField.int32("pcfs.fd", "Descriptor"),
  block_count = ProtoField.uint32("pcfs.block_count", "Block count"),
  block_size = ProtoField.uint32("pcfs.block_size", "Block size"),
  size = ProtoField.uint64("pcfs.size", "Size asked for"),
  move_to = ProtoField.uint32("pcfs.move_to", "Move to", base.DEC, MOVES),
  do_move = ProtoField.bool("pcfs.do_move", "Do move"),
  query_type = ProtoField.uint32("pcfs.query_type", "Query type", base.DEC, QUERIES),
  uid = ProtoField.uint32("pcfs.uid", "User"),
  gid = ProtoField.uint32("pcfs.gid", "Group"),
  first_read = ProtoField.uint32("pcfs.first_read_size", "First read size"),
  first_write = ProtoField.uint32("pcfs.first_write_size", "First write size"),
  ffio = ProtoField.bool("pcfs.ffio", "FFIO"),
  csr = ProtoField.bool("pcfs.csr", "Combined send and receive"),
  rc = ProtoField.uint32("pcfs.rc", "Return code", base.HEX, CODES),
  written = ProtoField.uint32("pcfs.written", "Bytes written"),
  value = ProtoField.uint64("pcfs.value", "Value"),
  stat_flags = ProtoField.uint32("pcfs.stat.flags", "File or folder flags", base.HEX),
  stat_perms = ProtoField.uint32("pcfs.stat.perms", "Permissions", base.HEX),
  stat_length = ProtoField.uint32("pcfs.stat.length", "File length"),
  item = ProtoField.string("pcfs.item", "Item"),
  read_header = ProtoField.bytes("pcfs.read.header", "FFIO header"),
  file_size = ProtoField.uint32("pcfs.file_size", "File size"),
  packet_length = ProtoField.uint32("pcfs.packet_length", "Packet length"),
  data = ProtoField.bytes("pcfs.data", "Data"),
  piece = ProtoField.uint64("pcfs.piece", "Bytes in this frame"),
  text = ProtoField.string("pcfs.text", "Text"),
  request_in = ProtoField.framenum("pcfs.request_in", "Request in", base.NONE, frametype.REQUEST),
  response_in = ProtoField.framenum("pcfs.response_in", "Response in", base.NONE, frametype.RESPONSE),
  time = ProtoField.relative_time("pcfs.time", "Time since request"),
  undecoded = ProtoField.bytes("pcfs.undecoded", "Undecoded bytes"),
}
local fields = {}
for _, field in pairs(f) do
  fields[#fields + 1] = field
end
pcfs.fields = fields

local e = {
  unknown = ProtoExpert.new("pcfs.unknown", "Not a packet that PCFS SATA knows", expert.group.PROTOCOL, expert.severity.NOTE),
  unmatched = ProtoExpert.new("pcfs.unmatched", "No request waits for this response", expert.group.SEQUENCE, expert.severity.NOTE),
  lost = ProtoExpert.new("pcfs.lost", "Where the next packet begins is not known", expert.group.PROTOCOL, expert.severity.WARN),
  guess = ProtoExpert.new("pcfs.guess", "The length of this read is a guess", expert.group.PROTOCOL, expert.severity.NOTE),
}
pcfs.experts = { e.unknown, e.unmatched, e.lost, e.guess }

pcfs.prefs.port = Pref.uint("TCP port", 7500, "Port of the PCFS SATA host")

local tcp_stream = Field.new("tcp.stream")
local streams, memory -- per connection; per packet that was found

function pcfs.init()
  streams, memory = {}, {}
end

-- Wireshark's own number, or while it reads a file without building trees, which hides that number, both ends.
local function connection(pinfo, side)
  local number = tcp_stream()
  if number then
    return number.value
  end
  local from, to = tostring(pinfo.src) .. "/" .. pinfo.src_port, tostring(pinfo.dst) .. "/" .. pinfo.dst_port
  return side == "request" and from .. "/" .. to or to .. "/" .. from
end

local function begin(stream)
  stream.ffio, stream.csr, stream.first_read, stream.exchanges = true, true, 196672, 0
  stream.waiting, stream.files, stream.folders, stream.swallow, stream.lost = {}, {}, {}, {}, {}
  stream.last_read = nil
  return stream
end

local function stream_of(key)
  streams[key] = streams[key] or begin({})
  return streams[key]
end

-- Values -------------------------------------------------------------------------------------------------------------

local function hex(value)
  return string.format("%02x", value)
end

local function success(code)
  return code == 0 and "Success" or "Failure (" .. hex(code) .. ")"
end

local function is_utf8(text)
  local i, n = 1, #text
  while i <= n do
    local c = text:byte(i)
    local more = c < 0x80 and 0 or c >= 0xC2 and c < 0xE0 and 1 or c >= 0xE0 and c < 0xF0 and 2
      or c >= 0xF0 and c < 0xF5 and 3 or -1
    if more < 0 or i + more > n then
      return false
    end
    for k = 1, more do
      local d = text:byte(i + k)
      local low = k == 1 and (c == 0xE0 and 0xA0 or c == 0xF0 and 0x90) or 0x80
      local high = k == 1 and (c == 0xED and 0x9F or c == 0xF4 and 0x8F) or 0xBF
      if d < low or d > high then
        return false
      end
    end
    i = i + more + 1
  end
  return true
end

-- The text before the first NUL of a field, nil when there is none.
local function c_string(tvb, at, length)
  local raw = tvb:raw(at, length)
  local nul = raw:find("\0", 1, true)
  return nul and raw:sub(1, nul - 1) or nil
end

-- The product of two 32-bit numbers in 32 bits, wrapped.
local function product32(a, b)
  local low, high = a % 65536, math.floor(a / 65536)
  return (low * b + (high * b % 65536) * 65536) % U32
end

local function zeroes(tvb, at, length)
  return tvb:raw(at, length):find("[^%z]") == nil
end

local function known(path)
  return path:sub(1, 8) ~= "<Unknown"
end

-- Requests -----------------------------------------------------------------------------------------------------------

local BODY = { -- allowed body lengths
  [0x00] = { PATH + 4 }, [0x01] = { PATH }, [0x02] = { 4 }, [0x03] = { 4 }, [0x04] = { 4 }, [0x05] = { MODE + PATH },
  [0x06] = { 20 }, [0x07] = { 20 }, [0x09] = { 8, 12 }, [0x0B] = { 4 }, [0x0D] = { 4 }, [0x0E] = { PATH },
  [0x0F] = { 2 * PATH }, [0x10] = { PATH + 4 }, [0x12] = { PATH + 8 }, [0x13] = { PATH + 4 }, [0x14] = { 0 },
}
local FOLDER_COMMAND = { [0x02] = true, [0x03] = true, [0x04] = true }
local PADDED = { [0x09] = "SetFilePos" }

local function line(command, text)
  return string.format("%-13s{%s}", PADDED[command] or COMMANDS[command], text)
end

-- Reads a request's body. Fills `found` with values to show; returns the text, or nil when it is malformed.
local function parse_body(found, stream, tvb, at, command)
  local function u32(offset)
    return tvb(at + offset, 4):uint()
  end
  local function show(field, offset, length, value)
    found.values[#found.values + 1] = { field, REQUEST + offset, length, value }
  end
  local function path(offset, field)
    local text = c_string(tvb, at + offset, PATH)
    if text then
      show(field or f.path, offset, PATH, text)
      found.bad_text = found.bad_text or not is_utf8(text)
    end
    return text
  end
  local function descriptor(offset, table, semicolon)
    found.fd = tvb(at + offset, 4):int()
    show(f.fd, offset, 4, found.fd)
    local text = table[found.fd]
    if text then
      show(f.path, offset, 4, text)
      found.path = text
    end
    return text or "<Unknown" .. semicolon .. " " .. found.fd .. ">"
  end
  local function move(offset, moves)
    local to = u32(offset)
    show(f.move_to, offset, 4, to)
    return MOVES[to] and (moves and MOVES[to] or "Nowhere")
  end
  local function mode(offset)
    local bits = u32(offset)
    show(f.perms, offset, 4, bits)
    return (bit32 and bit32.band or bit.band)(bits, 0x222) ~= 0 and "0666" or "0444"
  end

  if command == 0x14 then
    return string.format("supports_ffio=%s,supports_csr=%s,first_read_size=%d,first_write_size=%d",
      tostring(found.flags % 4 >= 2), tostring(found.flags % 8 >= 4), found.user0, found.user1)
  elseif FOLDER_COMMAND[command] then
    return "path=" .. descriptor(0, stream.folders, ";")
  elseif command == 0x0B or command == 0x0D then
    return "path=" .. descriptor(0, stream.files, ";")
  elseif command == 0x09 then
    local where, to = descriptor(0, stream.files, ";"), move(4, true)
    return to and "path=" .. where .. ",move_to=" .. to
  elseif command == 0x06 or command == 0x07 then
    local count, size = u32(0), u32(4)
    show(f.block_count, 0, 4, count)
    show(f.block_size, 4, 4, size)
    found.size = count * size
    show(f.size, 0, 8, UInt64.new(count) * UInt64.new(size))
    local where, to = descriptor(8, stream.files, ""), move(12, u32(16) % 2 == 1)
    show(f.do_move, 16, 4, u32(16) % 2 == 1)
    found.known = known(where)
    local total = command == 0x06 and ",total_size=" .. string.format("%d", product32(count, size)) or ""
    return to and "path=" .. where .. ",move_to=" .. to .. total
  elseif command == 0x05 then
    local flags, where = c_string(tvb, at, MODE), path(MODE)
    if flags then
      show(f.mode, 0, MODE, flags)
    end
    found.path = where
    local valid = flags and (flags == "" or #flags <= 3 and flags:find("^[rwa][b+]*$"))
    return where and valid and "path=" .. where .. ",mode=" .. flags
  end
  local where = path(0)
  found.path = where
  if not where then
    return nil
  elseif command == 0x0F then
    local to = path(PATH, f.dest)
    return to and "source=" .. where .. ",dest=" .. to
  elseif command == 0x10 then
    found.query = u32(PATH)
    show(f.query_type, PATH, 4, found.query)
    return QUERIES[found.query] and "path=" .. where .. ",query_type=" .. QUERIES[found.query]
  elseif command == 0x12 then
    show(f.uid, PATH, 4, u32(PATH))
    show(f.gid, PATH + 4, 4, u32(PATH + 4))
    return string.format("path=%s,uid=%d,gid=%d", where, u32(PATH), u32(PATH + 4))
  elseif command == 0x00 or command == 0x13 then
    return "path=" .. where .. ",mode=" .. mode(PATH)
  end
  return "path=" .. where
end

local function allowed(command, length)
  local first, last = BODY[command][1], BODY[command][2] or BODY[command][1]
  return length >= first and length <= last
end

-- A whole request at `at`; becomes the newest one that waits.
local function parse_request(stream, tvb, at, length, frame, time)
  local found = { kind = "request", values = {}, length = length, frame = frame, time = time }
  local text
  if length >= REQUEST and zeroes(tvb, at + 0x18, 8) then
    local command = tvb(at + 0x30, 4):uint()
    found.flags, found.user0, found.user1 = tvb(at + 8, 4):uint(), tvb(at + 0x20, 4):uint(), tvb(at + 0x24, 4):uint()
    if command == 0x14 and tvb(at + 0xC, 4):uint() == 0 then
      begin(stream) -- only the first request of a console has version 0: the ports are used again
    end
    if COMMANDS[command] and allowed(command, length - REQUEST) then
      text = parse_body(found, stream, tvb, at + REQUEST, command)
      text = text and not found.bad_text and line(command, text)
      found.command = text and command
    end
  end
  found.text = "->" .. (text or "Unknown      {" .. length .. " bytes}")
  found.expert = not text and e.unknown or nil
  stream.exchanges = stream.exchanges + 1
  found.exchange = stream.exchanges
  stream.waiting[#stream.waiting + 1] = found
  if found.command == 0x14 then
    stream.first_read = found.user0
    found.switches_off = zeroes(tvb, at + 0x28, 4)
  elseif found.command == 0x07 and found.size < U32 then
    if found.size > 0 then
      stream.swallow.request = { left = found.size, whole = found.size, request = found, kind = "write data" }
    elseif found.known then
      found.also = "  ->0"
    end
  end
  return found
end

-- Responses ----------------------------------------------------------------------------------------------------------

-- The text of a response with a header, nil when it is not one that the request can have.
local function parse_reply(found, stream, request, tvb, at, length)
  local body, command = length - HEADER, request.command
  local function u32(offset)
    return tvb(at + HEADER + offset, 4):uint()
  end
  local function show(field, offset, size, value)
    found.values[#found.values + 1] = { field, HEADER + offset, size, value }
  end
  local function stat(offset)
    local flags, perms, size = u32(offset), u32(offset + 4), u32(offset + 16)
    show(f.stat_flags, offset, 4, flags)
    show(f.stat_perms, offset + 4, 4, perms)
    show(f.stat_length, offset + 16, 4, size)
    return hex(flags), hex(perms), flags >= 0x80000000 and 0 or size
  end
  if body < 4 or not zeroes(tvb, at + 0x18, 8) or not command then
    return nil
  end
  local code = u32(0)
  show(f.rc, 0, 4, code)
  found.code = code
  if command == 0x06 then
    return nil
  elseif command == 0x14 then
    if body ~= 8 or code ~= 0 then
      return nil
    end
    local pong = PONGS[u32(4)] or { false, false }
    show(f.ffio, 4, 4, pong[1])
    show(f.csr, 4, 4, pong[2])
    stream.ffio, stream.csr = pong[1], pong[2]
    return string.format("        PONG {ffio_enabled=%s,combined_send_recv_enabled=%s}", tostring(pong[1]), tostring(pong[2]))
  elseif command == 0x01 or command == 0x05 then
    if body ~= 8 then
      return nil
    end
    if code ~= 0 then
      return "       FDRES {response=" .. success(code) .. "}"
    end
    local fd = tvb(at + HEADER + 4, 4):int()
    show(f.fd, 4, 4, fd)
    local table = command == 0x01 and stream.folders or stream.files
    table[fd] = request.path
    return "       FDRES {response=Success (" .. fd .. ")}"
  elseif command == 0x02 then
    if code == 0xFFF0FFFC then
      return " Folder Item {rc=" .. success(code) .. ",next_item=<None>}"
    end
    local name = code == 0 and body == 0x158 and c_string(tvb, at + HEADER + 88, NAME)
    if not name or not is_utf8(name) then
      return nil
    end
    stat(4)
    show(f.item, 88, NAME, name)
    return " Folder Item {rc=Success,next_item=" .. name .. "}"
  elseif command == 0x0B or command == 0x10 and code ~= 0 then
    if code ~= 0 then
      return "          RC {return_code=" .. success(code) .. "}"
    end
    return body == 88
      and string.format("        STAT {file_or_folder_flags=%s,perms=%s,file_length=%d}", stat(4)) or nil
  elseif command == 0x10 and request.query == 5 then
    return body == 88
      and string.format("       QUERY {response=INFO:flags=%s:perms=%s:file_length=%d}", stat(4)) or nil
  elseif command == 0x10 and request.query == 2 then
    if body < 8 then
      return nil
    end
    show(f.value, 4, 4, UInt64.new(u32(4)))
    return "       QUERY {response=SM:" .. string.format("%d", u32(4)) .. "}"
  elseif command == 0x10 then
    if body < 12 then
      return nil
    end
    local value = tvb(at + HEADER + 4, 8):uint64()
    show(f.value, 4, 8, value)
    return "       QUERY {response=LG:" .. tostring(value) .. "}"
  end
  if body ~= 4 then
    return nil
  end
  if command == 0x07 and code <= request.size and not (CODES[code] and code ~= 0) then
    show(f.written, 0, 4, code)
  elseif code == 0 and command == 0x0D then
    stream.files[request.fd] = nil
  elseif code == 0 and command == 0x04 then
    stream.folders[request.fd] = nil
  end
  return "          RC {return_code=" .. success(code) .. "}"
end

local READ_FAILED = "\196\0\254\0\32\239\254\0"
local READ_NORMAL = "\196\0\36\2\232\239\36\2"

-- How long an FFIO read's response is, and whether that is certain. Needs its first 0x24 bytes.
local function read_length(stream, request, tvb, at)
  local start, rest = tvb:raw(at, 8), zeroes(tvb, at + 8, 24)
  local value, asked, first = tvb(at + HEADER, 4):uint(), request.size, stream.first_read
  local normal, grown = rest and start == READ_NORMAL, rest and start == string.rep("\0", 8)
  if rest and start == READ_FAILED then
    return READ_ERROR, true
  elseif asked <= first then
    return READ_HEADER + asked, true
  elseif normal and value >= first then
    return READ_HEADER + first, false
  elseif normal then
    return READ_HEADER + first, true
  end
  return READ_HEADER + math.max(value, first), grown
end

local function answers(found, request, frame, time)
  found.request, found.frame = request, frame
  local nanos = math.floor((time - request.time) * 1e9 + 0.5)
  found.elapsed = NSTime.new(math.floor(nanos / 1e9), nanos % 1e9)
  request.response = frame
end

local function parse_read(stream, request, tvb, at, length, whole, certain)
  local value = tvb(at + HEADER, 4):uint()
  local found = {
    kind = "read", length = length, values = {
      { f.read_header, 0, HEADER, false }, { f.file_size, HEADER, 4, value }, { f.packet_length, 0, length, whole },
      { f.data, READ_HEADER, length - READ_HEADER, false },
    },
    text = string.format("<-        READ {file_size=%d,packet_len=%d}", value, whole),
    expert = not certain and e.guess or nil,
  }
  if tvb:raw(at, 8) == READ_FAILED and whole == READ_ERROR then
    found.values[#found.values + 1] = { f.rc, HEADER, 4, value }
  end
  stream.last_read = { asked = request.size, length = whole, certain = certain, found = found, request = request }
  return found
end

-- Finding packets ----------------------------------------------------------------------------------------------------

-- Bytes that belong to something that began in an earlier frame.
local function swallow(stream, side, tvb, at)
  local into = stream.swallow[side]
  local length = math.min(into.left, tvb:len() - at)
  into.left = into.left - length
  local found = {
    kind = into.kind, length = length, values = { { f.piece, 0, length, UInt64.new(length) } }, request = into.request,
    summary = string.format("%s, %d of %.0f bytes", into.kind, length, into.whole),
  }
  if into.left == 0 then
    stream.swallow[side] = nil
    if into.kind == "write data" and into.request.known and stream.waiting[1] == into.request then
      found.text = "  ->" .. string.format("%.0f", into.whole)
    end
  end
  return found
end

-- Returns what lies at `at`, or nil and how many bytes it needs in all.
local function find(stream, side, tvb, at, frame, time)
  local left = tvb:len() - at
  if stream.swallow[side] then
    return swallow(stream, side, tvb, at)
  end
  local request = side == "response" and stream.waiting[1] or nil
  if request and request.command == 0x06 and stream.ffio and request.size < U32 then
    if left < READ_HEADER then
      return nil, READ_HEADER
    end
    local whole, certain = read_length(stream, request, tvb, at)
    local now = whole > LONGEST_GATHERED and left or whole
    if left < now then
      return nil, now
    end
    now = math.min(now, whole)
    table.remove(stream.waiting, 1)
    local found = parse_read(stream, request, tvb, at, now, whole, certain)
    answers(found, request, frame, time)
    if whole > now then
      stream.swallow.response = { left = whole - now, whole = whole, request = request, kind = "read data" }
    end
    return found
  end
  if left < HEADER then
    return nil, HEADER
  end
  local length = HEADER + tvb(at, 4):uint()
  local last = stream.last_read
  if side == "response" and not request and last and not last.certain and last.asked > last.length - READ_HEADER
    and not (zeroes(tvb, at + 0x18, 8) and length <= 0x400) then
    -- Nothing is asked, yet the host goes on: an older one, which sent all that was asked for.
    last.certain = true
    local more = last.asked - (last.length - READ_HEADER)
    stream.swallow.response = { left = more, whole = more, request = last.request, kind = "read data" }
    last.found.text = last.found.text:gsub("packet_len=%d+", "packet_len=" .. (READ_HEADER + last.asked))
    last.found.values[3][4] = READ_HEADER + last.asked
    return swallow(stream, side, tvb, at)
  end
  local plausible = zeroes(tvb, at + 0x18, 8) and length <= LONGEST_PACKET
  if length > LONGEST_PACKET or stream.lost[side] and not plausible then
    stream.lost[side] = true
    return { kind = "lost", length = left, values = { { f.undecoded, 0, left, false } }, expert = e.lost, summary = "undecoded" }
  end
  if left < length then
    return nil, length
  end
  stream.lost[side] = nil
  if side == "request" then
    return parse_request(stream, tvb, at, length, frame, time)
  end
  local found = { kind = "response", length = length, values = {} }
  local text
  if request then
    table.remove(stream.waiting, 1)
    answers(found, request, frame, time)
    text = parse_reply(found, stream, request, tvb, at, length)
    if request.switches_off and request.command == 0x14 and found.code == 0 then
      stream.ffio, stream.csr = false, false
    end
    found.expert = not text and e.unknown or nil
  else
    found.expert = e.unmatched
  end
  found.text = "<-" .. (text or "     Unknown {" .. length .. " bytes}")
  return found
end

-- Showing packets ----------------------------------------------------------------------------------------------------

local function show_header(tree, tvb, at, found)
  if found.length < HEADER or (found.kind ~= "request" and found.kind ~= "response") then
    return
  end
  local header = tree:add(tvb(at, HEADER), "Header")
  header:add(f.data_length, tvb(at, 4))
  header:add(f.packet_id, tvb(at + 4, 4))
  header:add(f.flags, tvb(at + 8, 4))
  header:add(f.version, tvb(at + 0xC, 4))
  header:add(f.timestamp, tvb(at + 0x10, 4))
  header:add(f.pid, tvb(at + 0x14, 4))
  header:add(f.padding, tvb(at + 0x18, 8))
  if found.kind == "request" and found.length >= REQUEST then
    local info = tree:add(tvb(at + HEADER, REQUEST - HEADER), "Command")
    local ping = found.command == 0x14
    info:add(ping and f.first_read or f.user0, tvb(at + 0x20, 4))
    info:add(ping and f.first_write or f.user1, tvb(at + 0x24, 4))
    info:add(f.capabilities0, tvb(at + 0x28, 4))
    info:add(f.capabilities1, tvb(at + 0x2C, 4))
    info:add(f.command, tvb(at + 0x30, 4))
  end
end

local function show_values(tree, tvb, at, found)
  for _, value in ipairs(found.values) do
    local range = tvb(at + value[2], value[3])
    if value[4] == false and value[3] > 0 and value[1] ~= f.do_move and value[1] ~= f.ffio and value[1] ~= f.csr then
      tree:add(value[1], range)
    elseif value[3] > 0 then
      tree:add(value[1], range, value[4])
    end
  end
end

local function show_links(tree, found)
  local request = found.request
  if request then
    tree:add(f.request_in, request.frame):set_generated()
    tree:add(f.exchange, request.exchange):set_generated()
    if found.elapsed then
      tree:add(f.time, found.elapsed):set_generated()
    end
    if request.command then
      tree:add(f.command, request.command):set_generated()
    end
    if request.path then
      tree:add(f.path, request.path):set_generated()
    end
    if request.fd and found.kind ~= "request" then
      tree:add(f.fd, request.fd):set_generated()
    end
  elseif found.kind == "request" then
    tree:add(f.exchange, found.exchange):set_generated()
    if found.response then
      tree:add(f.response_in, found.response):set_generated()
    end
  end
end

local function show(tree, tvb, at, found, pinfo, first)
  local shown = found.text or found.summary
  local branch = tree:add(pcfs, tvb(at, found.length), "PCFS SATA, " .. shown)
  show_header(branch, tvb, at, found)
  show_values(branch, tvb, at, found)
  show_links(branch, found)
  for _, text in ipairs({ found.text, found.also }) do
    branch:add(f.text, text):set_generated()
  end
  if found.expert then
    branch:add_proto_expert_info(found.expert)
  end
  if first then
    pinfo.cols.info = shown
  else
    pinfo.cols.info:append("; " .. shown)
  end
end

function pcfs.dissector(tvb, pinfo, tree)
  if tvb:len() == 0 then
    return 0
  end
  pinfo.cols.protocol = "PCFS"
  -- The port that led here: that of the preference, or another one that "Decode As" names.
  local host_port = pinfo.match_uint or pcfs.prefs.port
  if pinfo.dst_port ~= host_port and pinfo.src_port ~= host_port then
    host_port = pcfs.prefs.port
  end
  local side = pinfo.dst_port == host_port and "request" or "response"
  local stream = stream_of(connection(pinfo, side))
  local time, at = pinfo.rel_ts, 0
  while at < tvb:len() do
    -- A frame can hold the end of one packet, gathered from several frames, and the whole of others.
    local key = table.concat({ pinfo.number, tvb:offset(), tvb:len(), at }, ":")
    local found, needed = memory[key], nil
    if not found and not pinfo.visited then
      found, needed = find(stream, side, tvb, at, pinfo.number, time)
      memory[key] = found
    end
    if not found then
      if not needed then
        return at
      end
      pinfo.desegment_offset = at
      pinfo.desegment_len = needed - (tvb:len() - at)
      return tvb:len()
    end
    show(tree, tvb, at, found, pinfo, at == 0)
    at = at + found.length
  end
  return tvb:len()
end

local ports = DissectorTable.get("tcp.port")
local current = pcfs.prefs.port
ports:add(current, pcfs)

function pcfs.prefs_changed()
  if pcfs.prefs.port ~= current then
    ports:remove(current, pcfs)
    current = pcfs.prefs.port
    ports:add(current, pcfs)
  end
end
