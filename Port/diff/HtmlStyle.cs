// SPDX-License-Identifier: GPL-2.0-only
namespace linux.diff;

/// <summary>How the page looks, and what its keys do.</summary>
static class HtmlStyle
{
	public const string Css = """
		:root { color-scheme: light dark; --bg: light-dark(#fff, #16181d); --fg: light-dark(#1c1e21, #d6d9de); --dim: light-dark(#6b7280, #868e99); --line: light-dark(#e2e5e9, #2b2f36); --head: light-dark(#f4f6f8, #1d2026);
			--rule: light-dark(#e6f3f7, #17303a); --explained: light-dark(#fdf3d8, #3a3119); --since: light-dark(#f3e8fb, #32233d); --unexplained: light-dark(#fde5e3, #452220); --mark: light-dark(#0b6c8c, #7fd0ea); --here: light-dark(#2563eb, #7aa2f7); }
		:root.light { color-scheme: light; }
		:root.dark { color-scheme: dark; }
		* { box-sizing: border-box; }
		body { margin: 0; display: grid; grid-template-columns: 19rem minmax(0, 1fr); height: 100vh; background: var(--bg); color: var(--fg); font: 14px/1.4 system-ui, sans-serif; }
		nav { overflow-y: auto; padding: 1rem; border-right: 1px solid var(--line); background: var(--head); }
		main { overflow: auto; padding: 0 1rem 50vh; }
		h1 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; } h2 { position: sticky; top: 0; margin: 1.5rem 0 0; padding: .4rem 0; background: var(--bg); font-size: 1rem; border-bottom: 1px solid var(--line); }
		h2 small, nav p, nav small, .keys { color: var(--dim); font-weight: normal; font-size: .85em; }
		input { width: 100%; padding: .3rem .5rem; font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 4px; }
		ol { list-style: none; padding: 0; } li { padding: 1px 6px; border-left: 3px solid transparent; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; } a { color: inherit; text-decoration: none; } a:hover, a:focus { text-decoration: underline; }
		li.explained { border-color: #d9a514; } li.since { border-color: #a05bd6; } li.unexplained { border-color: #dc3c30; font-weight: bold; }
		table { width: 100%; border-collapse: collapse; table-layout: fixed; font: 12px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; tab-size: 8; }
		td { white-space: pre-wrap; overflow-wrap: anywhere; padding: 0 .4rem; vertical-align: top; } th { width: 3.4rem; text-align: right; font-weight: normal; color: var(--dim); vertical-align: top; user-select: none; }
		td.m { width: 1.6rem; text-align: center; color: var(--dim); } td.w { width: 9rem; color: var(--dim); font-size: .9em; }
		tr.rule td, .legend .rule { background: var(--rule); } tr.explained td, .legend .explained { background: var(--explained); } tr.since td, .legend .since { background: var(--since); } tr.unexplained td, .legend .unexplained { background: var(--unexplained); }
		.legend i { font-style: normal; padding: 0 .4em; border-radius: 3px; } b { color: var(--mark); } tr.here { outline: 2px solid var(--here); outline-offset: -1px; }
		kbd { border: 1px solid var(--line); border-radius: 3px; padding: 0 .35em; background: var(--head); color: var(--fg); } body.brief tr.equal { display: none; } section:focus { outline: none; }

		""";

	public const string Script = """
		const rows = [...document.querySelectorAll('tr.explained, tr.since, tr.unexplained')], sections = [...document.querySelectorAll('section')], find = document.getElementById('find');
		let row = -1, section = 0;
		const go = n => { if (!rows.length) return; rows[row]?.classList.remove('here'); row = (n + rows.length) % rows.length; rows[row].classList.add('here'); rows[row].scrollIntoView({ block: 'center' }); section = sections.indexOf(rows[row].closest('section')); };
		const show = n => { section = Math.max(0, Math.min(sections.length - 1, n)); sections[section].scrollIntoView(); sections[section].focus({ preventScroll: true }); row = rows.findIndex(r => sections.indexOf(r.closest('section')) >= section) - 1; };
		find.addEventListener('input', () => { for (const li of document.querySelectorAll('li')) li.hidden = !li.textContent.includes(find.value); });
		find.addEventListener('keydown', e => { if (e.key === 'Enter') { const a = document.querySelector('li:not([hidden]) a'); if (a) { show(+a.hash.slice(2)); find.blur(); } } if (e.key === 'Escape') find.blur(); });
		document.addEventListener('click', e => { const a = e.target.closest('li a'); if (a) { e.preventDefault(); show(+a.hash.slice(2)); } });
		document.addEventListener('keydown', e => {
			if (e.target === find || e.ctrlKey || e.metaKey || e.altKey) return;
			const act = { j: () => go(row + 1), k: () => go(row - 1), n: () => show(section + 1), p: () => show(section - 1), e: () => document.body.classList.toggle('brief'), '/': () => find.focus(),
				t: () => { const dark = getComputedStyle(document.documentElement).colorScheme === 'dark' || (!document.documentElement.className && matchMedia('(prefers-color-scheme: dark)').matches); document.documentElement.className = dark ? 'light' : 'dark'; } }[e.key];
			if (act) { e.preventDefault(); act(); }
		});
		if (location.hash) show(+location.hash.slice(2));

		""";
}
