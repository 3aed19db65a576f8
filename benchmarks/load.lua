-- Script for wrk: sends events of 500 bytes to POST /event, one by one or in batches.
-- Arguments: single, ndjson or array; the number of events in a batch; a prefix for the ids of this load.

local EVENT_BYTES = 500
-- building a batch takes longer than sending it, so this many are built in advance and sent in turn
local PREPARED = 16

local kind, batch, prefix
local sent = 0
local bodies = {}

local function event(number)
  local head = string.format(
    '{"event_id":"%s-%010d","event_type":"page_view","user_id":"u-%04d","occurred_at":"2026-01-05T10:00:00Z",' ..
    '"path":"/sale","load_ms":%d,"device":{"type":"phone","os":"linux"},"tags":["a","b"],"text":"',
    prefix, number, number % 1000, number % 700)
  return head .. string.rep("x", EVENT_BYTES - #head - 2) .. '"}'
end

local function batch_of_events(first)
  local events = {}
  for number = first, first + batch - 1 do
    events[#events + 1] = event(number)
  end
  if kind == "ndjson" then
    return table.concat(events, "\n")
  end
  return "[" .. table.concat(events, ",") .. "]"
end

function init(arguments)
  kind, batch, prefix = arguments[1], tonumber(arguments[2]), arguments[3]
  wrk.method = "POST"
  wrk.headers["Content-Type"] = kind == "ndjson" and "application/x-ndjson" or "application/json"
  if kind ~= "single" then
    for number = 1, PREPARED do
      bodies[number] = batch_of_events(number * batch)
    end
  end
end

function request()
  sent = sent + 1
  return wrk.format(nil, nil, nil, kind == "single" and event(sent) or bodies[sent % PREPARED + 1])
end

dofile((debug.getinfo(1, "S").source:sub(2):gsub("[^/]*$", "summary.lua", 1)))
