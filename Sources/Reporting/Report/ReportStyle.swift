/// The style sheet of the report. It holds no `&` and no `<`, so that the page stays well-formed.
enum ReportStyle {
  static let sheet: Markup = """

    :root { color-scheme: light dark; --ink: #1b1f24; --dim: #5a6472; --line: #d5dae1; --paper: #ffffff;
      --shade: #f4f6f8; --link: #0b57a4; --good: #17693a; --bad: #a8201a; --quiet: #5a6472; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e4e7eb; --dim: #a3adb9; --line: #39414b; --paper: #14171b; --shade: #1d2228;
        --link: #7db7f5; --good: #6fcf97; --bad: #ff8a80; --quiet: #a3adb9; }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body { margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 70rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", Arial, sans-serif;
      overflow-wrap: anywhere; }
    h1 { margin: 0 0 .25rem; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; }
    h2 { margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: 1.3rem;
      line-height: 1.3; }
    h3 { margin: 1.5rem 0 .4rem; font-size: 1.05rem; line-height: 1.35; }
    p, ul, ol { margin: .5rem 0; max-width: 46rem; }
    ul, ol { padding-left: 1.3rem; }
    li { margin: .2rem 0; }
    a { color: var(--link); }
    .question { font-size: 1.15rem; }
    .facts, figcaption, footer, .note { color: var(--dim); font-size: .9rem; }
    nav { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin-top: 1rem; font-size: .95rem; }
    nav a { text-decoration: none; }
    nav a:hover { text-decoration: underline; }
    .scroll { overflow-x: auto; max-width: 100%; margin: .5rem 0; }
    table { border-collapse: collapse; font-size: .88rem; line-height: 1.4; overflow-wrap: normal;
      font-variant-numeric: tabular-nums; }
    th, td { padding: .28rem .55rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
    th:first-child, td:first-child { padding-left: .2rem; }
    thead th { border-bottom: 2px solid var(--line); font-weight: 600; white-space: nowrap; }
    .n { text-align: right; white-space: nowrap; }
    td.t { max-width: 28rem; white-space: nowrap; }
    td.w { min-width: 12rem; white-space: normal; overflow-wrap: anywhere; }
    tbody tr:nth-child(even) { background: var(--shade); }
    figure { margin: 1rem 0 1.5rem; }
    img { display: block; width: 100%; max-width: 860px; min-width: 34rem; height: auto; background: #ffffff;
      border-radius: 4px; }
    details { margin: .5rem 0; }
    summary { cursor: pointer; font-weight: 600; padding: .2rem 0; }
    .rules > li { margin: .8rem 0; }
    .state { display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: 1rem;
      font-size: .8rem; white-space: nowrap; color: var(--quiet); }
    .good { color: var(--good); }
    .bad { color: var(--bad); font-weight: 600; }
    @media (max-width: 30rem) {
      body { padding: 1rem .8rem 2rem; }
      h1 { font-size: 1.5rem; }
      th, td { padding: .28rem .5rem; }
    }
    @media print {
      :root { color-scheme: light; --ink: #000000; --dim: #444444; --line: #bbbbbb; --paper: #ffffff;
        --shade: #ffffff; --link: #000000; --good: #000000; --bad: #000000; --quiet: #444444; }
      @page { margin: 16mm 14mm; }
      body { max-width: none; padding: 0; font-size: 10pt; }
      nav { display: none; }
      h2, h3, summary { break-after: avoid; }
      figure, tr, li { break-inside: avoid; }
      .scroll { overflow: visible; }
      table { font-size: 7pt; }
      th, td { padding: .15rem .35rem; }
      thead th { white-space: normal; }
      td.w { min-width: 0; }
      img { width: auto; min-width: 0; max-width: min(15cm, 100%); max-height: 22cm; }
      details::details-content { content-visibility: visible; block-size: auto; }
      a { text-decoration: none; }
    }

    """
}
