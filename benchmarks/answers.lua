-- Script for wrk: sends one request again and again. Argument: a JSON body to post; without it, the request is a GET.

function init(arguments)
  if arguments[1] then
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = arguments[1]
  end
end

dofile((debug.getinfo(1, "S").source:sub(2):gsub("[^/]*$", "summary.lua", 1)))
