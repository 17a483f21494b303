-- From what pages.py prepared to the functions of book.typ. Text stays with pandoc, which escapes it; only
-- names of functions, ids and numbers are written here, and every string goes through `quoted`.

local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('%s+', ' ') .. '"'
end

-- pandoc takes "data-" off a name, but for names that HTML has itself.
local function given(element, name)
  return element.attributes[name] or element.attributes['data-' .. name] or ''
end

local function inline(code) return pandoc.RawInline('typst', code) end
local function block(code) return pandoc.RawBlock('typst', code) end

-- The semicolon ends the call: a bracket that follows in the text is text.
local function call_inline(call, content)
  local parts = pandoc.Inlines({inline('#' .. call .. '[')})
  parts:extend(content)
  parts:insert(inline('];'))
  return parts
end

local function call_block(call, content)
  local parts = pandoc.Blocks({block('#' .. call .. '[')})
  parts:extend(content)
  parts:insert(block(']'))
  return parts
end

local function anchor(id) return inline('#anchor(' .. quoted(id) .. ');') end

-- pandoc writes a round quotation mark as a straight one and leaves the rest to typst, whose bookmarks keep
-- the straight one.
local ROUND = {['‘'] = 0x2018, ['’'] = 0x2019, ['“'] = 0x201C, ['”'] = 0x201D}

function Str(word)
  if not word.text:find('\226\128', 1, true) then return nil end
  local parts, plain = pandoc.Inlines({}), ''
  for _, code in utf8.codes(word.text) do
    local letter = utf8.char(code)
    if ROUND[letter] then
      if plain ~= '' then parts:insert(pandoc.Str(plain)) end
      parts:insert(inline(string.format('\\u{%x}', ROUND[letter])))
      plain = ''
    else
      plain = plain .. letter
    end
  end
  if plain ~= '' then parts:insert(pandoc.Str(plain)) end
  return parts
end

function Link(link)
  local target = link.target
  if not target:match('^#') then return nil end
  local places = {quoted(target:sub(2))}
  for place in given(link, 'else'):gmatch('%S+') do
    table.insert(places, quoted(place))
  end
  local list = '(' .. table.concat(places, ', ') .. ',)'
  if link.classes:includes('shown') then
    return call_inline('shown(' .. list .. ', ' .. quoted(given(link, 'page')) .. ', '
      .. quoted(given(link, 'address')) .. ')', link.content)
  end
  return call_inline('goto(' .. list .. ', ' .. quoted(given(link, 'address')) .. ')', link.content)
end

function Span(span)
  if span.classes:includes('note') then
    return pandoc.Note({pandoc.Para(span.content)})
  end
  local content = span.content
  for _, class in ipairs({'confidence', 'small'}) do
    if span.classes:includes(class) then content = call_inline(class, content) end
  end
  if span.identifier ~= '' then content:insert(1, anchor(span.identifier)) end
  return content
end

function Header(heading)
  if heading.classes:includes('unlisted') then
    return call_block('unlisted', {pandoc.Plain(heading.content)})
  end
  heading.classes, heading.attributes = {}, {}
  return heading
end

function Table(whole)
  local code = pandoc.write(pandoc.Pandoc({whole}), 'typst', {wrap_text = 'wrap-none'})
  return block((code:gsub('^(#figure%(%s*)align%(center%)', '%1align(left)', 1)))
end

-- What a class becomes, with the arguments of its call.
local BOXES = {
  ['judgement'] = function() return 'set-off("judgement")' end,
  ['assessment'] = function(div)
    return div.classes:includes('method') and 'set-off("method")' or 'set-off("assessment")'
  end,
  ['judgement-label'] = function() return 'label-line' end,
  ['assessment-label'] = function() return 'label-line' end,
  ['table-note'] = function() return 'small-note' end,
  ['register-source'] = function() return 'head-note' end,
  ['left-out'] = function() return 'small-note' end,
  ['under'] = function() return 'under' end,
  ['chapter-only'] = function() return 'chapter-only' end,
  ['entries'] = function() return 'entries' end,
  ['citation-list'] = function() return 'entries' end,
  ['table-room'] = function(div)
    return 'table-room(' .. given(div, 'size') .. 'pt, ' .. given(div, 'room') .. 'pt, '
      .. given(div, 'tall') .. 'pt)'
  end,
}

-- Title and source stand on the two sides of a rule.
local function drawing(div)
  local blocks = pandoc.Blocks({block('#drawing(' .. quoted(div.identifier) .. ', '
    .. quoted(given(div, 'file')) .. ', ' .. quoted(given(div, 'alt')) .. ', '
    .. tonumber(given(div, 'width')) .. 'pt, ' .. quoted(given(div, 'name')) .. ')[')})
  for _, part in ipairs(div.content) do
    blocks:insert(part.t == 'HorizontalRule' and block('][') or part)
  end
  blocks:insert(block(']'))
  return blocks
end

function Div(div)
  if div.classes:includes('drawing') then return drawing(div) end
  local content = div.content
  for _, class in ipairs(div.classes) do
    if BOXES[class] then
      content = call_block(BOXES[class](div), content)
      break
    end
  end
  if div.identifier ~= '' then content:insert(1, pandoc.Plain({anchor(div.identifier)})) end
  return content
end

-- Marks first, so that tables are written with them.
return {
  {Str = Str},
  {Link = Link, Span = Span},
  {Div = Div},
  {Header = Header, Table = Table},
}
