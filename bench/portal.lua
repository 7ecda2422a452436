-- wrk asks as a crowd of phones does: the same page, header blocks of many browsers.
local requests = {}
function init(arguments)
  for number = 1, 256 do
    requests[number] = wrk.format("GET", nil, {
      ["Host"] = "127.0.0.1", ["Connection"] = "keep-alive", ["Upgrade-Insecure-Requests"] = "1",
      ["User-Agent"] = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" .. number .. ".0.0.0 Mobile Safari/537.36",
      ["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
      ["Sec-Fetch-Site"] = "none", ["Sec-Fetch-Mode"] = "navigate", ["Sec-Fetch-Dest"] = "document",
      ["Accept-Encoding"] = "gzip, deflate", ["Accept-Language"] = "vi-VN,vi;q=0.9",
    })
  end
end
local next = 0
function request()
  next = next % 256 + 1
  return requests[next]
end
