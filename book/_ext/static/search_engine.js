/* Finds records: the library does the index and the scores, this file the rules of what is meant. No page here.

   A query is words and "phrases". All must be found; if nothing has all, words that are nearly so written count
   too; if nothing has those, any of them will do. The answer tells which of the three it is. */
(() => {
  "use strict";

  const { words } = window.searchWords;
  const LONGEST = 200; // characters of a query that are read
  const QUOTED = /["“”„«»]([^"“”„«»]*)["“”„«»]/g;
  const WORDS_SHOWN = 30;
  const WORDS_BEFORE = 8;
  // Words of the language that say nothing, left out beside others; `not` and `no` say a lot.
  const SMALL = new Set("a an and are as at be by for from in is it its of on or s that the to was were with".split(" "));
  // A reader who types a name or theme wants the judgement before the section, and both before the pages of the record.
  const WEIGHTS = { judgement: 1.6, section: 1.4, claim: 1.2, figure: 1.1, correction: .8, row: .8, erratum: .6, reference: .6 };
  const TWINS = [["defence", "defense"], ["offence", "offense"], ["licence", "license"], ["centre", "center"],
    ["programme", "program"], ["theatre", "theater"], ["grey", "gray"], ["judgement", "judgment"]];

  /** One word and the other ways of writing it: singular for plural, British for American and back. */
  function writings(word) {
    const found = new Set([word]);
    const add = (pattern, other) => { if (pattern.test(word)) found.add(word.replace(pattern, other)); };
    if (word.length > 4) {
      add(/ies$/, "y");
      add(/(?<![siu])s$/, "");
      add(/is(e[ds]?|ing|ations?)$/, "iz$1");
      add(/iz(e[ds]?|ing|ations?)$/, "is$1");
      add(/(?<=..)our(s|ed|ing|ly|able)?$/, "or$1");
      add(/(?<=..[^aeiou])or(s|ed|ing|ly|able)?$/, "our$1");
    }
    for (const [one, other] of TWINS) {
      if (word === one || word === `${one}s`) found.add(word.replace(one, other));
      if (word === other || word === `${other}s`) found.add(word.replace(other, one));
    }
    return [...found];
  }

  /** A name without what readers write in different ways: `El País 05` and `elpais-5` are one. */
  const squeeze = (name) => words(name).map((one) => one.word).join("").replace("judgment", "judgement")
    .replace(/^(\D+)0+(?=\d+$)/, "$1");

  function parse(query) {
    const phrases = [];
    const keep = (text) => {
      const phrase = words(text).map((one) => one.word);
      if (phrase.length > 0) phrases.push(phrase);
      return " ";
    };
    const rest = query.slice(0, LONGEST).replace(QUOTED, (_, inside) => keep(inside))
      .replace(/\S*\d\S*/g, (chunk) => (/[\p{L}\p{N}][-/.]\p{N}/u.test(chunk) ? keep(chunk) : chunk)); // ids, dates
    const all = words(rest).map((one) => one.word);
    const telling = all.filter((word) => !SMALL.has(word));
    return { phrases, words: [...new Set(telling.length + phrases.length > 0 ? telling : all)] };
  }

  /** The index over `data` as search_records.js has it; its `search` answers queries. */
  function make(data) {
    const records = data.records.map(([kind, page, anchor, title, section, text, verdict], id) => ({
      id, kind: data.kinds[kind], address: data.pages[page][0], page: data.pages[page][1],
      anchor, title, section, text, verdict: verdict ?? "",
    }));
    const index = new window.MiniSearch({
      fields: ["title", "section", "text"],
      // All pages of the record stand in one section: its name finds nothing in particular.
      extractField: (record, field) => (field === "section" && record.kind === "reference" ? "" : record[field]),
      tokenize: (text) => words(text).map((one) => one.word),
      processTerm: (term) => term, // folded above
    });
    index.addAll(records);

    const named = new Map();
    for (const record of records) {
      const names = [record.anchor, record.title];
      if (record.kind === "claim") names.push(`${record.section} ${record.anchor.split("-").pop()}`);
      if (record.kind === "reference") names.push(record.anchor.replace("cite-", ""));
      for (const name of new Set(names.map(squeeze))) named.set(name, [...(named.get(name) ?? []), record.id]);
    }

    const plains = [];
    const plain = (id) => (plains[id] ??= [records[id].title, records[id].text]
      .map((text) => ` ${words(text).map((one) => one.word).join(" ")} `).join("|"));

    function ask(asked, combineWith, isFuzzy) {
      const isAll = combineWith === "AND";
      const isNumber = (term) => /\d/.test(term);
      const queries = [
        ...asked.words.map((word) => ({
          combineWith: "OR",
          queries: writings(word),
          prefix: (term) => term.length > 2 && !isNumber(term),
          fuzzy: (term) => isFuzzy && !isNumber(term) && term.length > 4 && (term.length > 8 ? 2 : 1),
        })),
        ...asked.phrases.map((phrase) => {
          const telling = phrase.filter((word) => !SMALL.has(word));
          return { combineWith, queries: isAll || telling.length === 0 ? phrase : telling, prefix: false, fuzzy: false };
        }),
      ];
      return index.search({ combineWith, queries }, {
        boost: { title: 3, section: .7 },
        boostDocument: (id) => WEIGHTS[records[id].kind] ?? 1,
        filter: isAll
          ? (hit) => asked.phrases.every((phrase) => plain(hit.id).includes(` ${phrase.join(" ")} `)) : undefined,
      });
    }

    /** All hits, best first, with how they match: "all" words, "similar" ones, "any", or "nothing". */
    function search(query) {
      const asked = parse(query);
      if (asked.words.length + asked.phrases.length === 0) return { how: "nothing", hits: [], asked };
      const tries = [["all", "AND", false], ["similar", "AND", true], ["any", "OR", false]];
      const names = named.get(squeeze(query.slice(0, LONGEST))) ?? [];
      for (const [how, combineWith, isFuzzy] of tries) {
        const found = ask(asked, combineWith, isFuzzy);
        if (found.length + names.length === 0) continue;
        const terms = new Map(found.map((hit) => [hit.id, hit.terms]));
        const order = [...new Set([...names, ...found.map((hit) => hit.id)])];
        const own = asked.words.concat(...asked.phrases);
        const hits = order.map((id) => ({ ...records[id], terms: terms.get(id) ?? own, isNamed: names.includes(id) }));
        return { how, asked, hits };
      }
      return { how: "nothing", hits: [], asked };
    }

    return { search, records };
  }

  /** About thirty words of a text around the place where most of the found words stand together. */
  function snippet(hit, phrases) {
    const found = new Set(hit.terms);
    const all = words(hit.text);
    let starts = all.flatMap((one, at) => (
      phrases.some((phrase) => phrase.every((word, step) => all[at + step]?.word === word)) ? [at] : []
    ));
    if (starts.length === 0) starts = all.flatMap((one, at) => (found.has(one.word) ? [at] : []));
    let best = 0;
    let most = 0;
    for (const at of starts) {
      const from = Math.max(0, at - WORDS_BEFORE);
      const kinds = new Set(all.slice(from, from + WORDS_SHOWN).map((one) => one.word).filter((word) => found.has(word)));
      if (kinds.size > most) [best, most] = [from, kinds.size];
    }
    if (best < WORDS_BEFORE || hit.isNamed) best = 0; // a text that is whole from its start reads better
    const last = Math.min(all.length, best + WORDS_SHOWN) - 1;
    if (last < 0) return hit.text;
    const isWhole = last === all.length - 1;
    const from = best === 0 ? 0 : all[best].start;
    return (best === 0 ? "" : "… ") + hit.text.slice(from, isWhole ? undefined : all[last].end) + (isWhole ? "" : " …");
  }

  /** What to show of a hit. A claim is told whole; what the record says of it must not be read as the claim. */
  function snippets(hit, phrases) {
    if (hit.kind !== "claim") return [snippet(hit, phrases)].filter(Boolean);
    const [statement] = hit.text.split(" · ", 1);
    const told = new Set(words(statement).map((one) => one.word));
    const rest = hit.text.slice(statement.length + " · ".length);
    const terms = hit.terms.filter((term) => !told.has(term));
    const isMore = words(rest).some((one) => terms.includes(one.word)) && !hit.isNamed;
    return isMore ? [statement, snippet({ ...hit, text: rest, terms }, phrases)] : [statement];
  }

  window.searchEngine = { make, snippets };
})();
