// SPDX-License-Identifier: GPL-2.0-or-later
// The search of the registry's page: it hides the rows that do not have the text in any column,
// and the contacts that none of the others names. Without it the page is the whole table.
"use strict";

{
	const bar = document.querySelector(".search");
	const table = document.getElementById("records");
	const input = document.getElementById("q");
	const count = document.getElementById("count");
	const people = document.getElementById("people");
	const number = new Intl.NumberFormat("en");

	// A table's rows stand in groups, which are laid out when they come into sight.
	function groupsOf(table) {
		return Array.from(table?.tBodies ?? [], body => ({ body, rows: Array.from(body.rows) }));
	}

	const groups = groupsOf(table);
	const rows = groups.flatMap(group => group.rows);
	const contactGroups = groupsOf(document.getElementById("contacts"));
	const contacts = new Map(
		contactGroups.flatMap(group => group.rows).map(row => ["#" + row.id, row]));

	// For each row its cells in small letters, with a line break between them, which nobody can
	// type: a text that is found is within one cell. And the contacts that it names.
	const texts = [];
	const named = [];

	// Index rows until the time is over.
	function index(until) {
		while (texts.length < rows.length && performance.now() < until) {
			const row = rows[texts.length];
			const links = Array.from(row.getElementsByTagName("a"), a => a.getAttribute("href"));

			named.push(links.map(href => contacts.get(href)).filter(Boolean));
			texts.push(Array.from(row.cells, cell => cell.textContent).join("\n").toLowerCase());
		}
	}

	function indexLater() {
		index(performance.now() + 8);
		if (texts.length < rows.length)
			setTimeout(indexLater, 0);
	}

	// Most rows stay as they are from one letter to the next: only the others are touched.
	function setHidden(element, hidden) {
		if (element.hidden !== hidden)
			element.hidden = hidden;
	}

	// Show those rows of a group that are wanted.
	function filterGroup(group, isWanted) {
		const shown = group.rows.filter(row => {
			const wanted = isWanted(row);

			setHidden(row, !wanted);
			return wanted;
		}).length;

		setHidden(group.body, shown === 0);
		// About as high as it is going to be; unless all is shown, when the style knows better.
		group.body.style.containIntrinsicBlockSize =
			shown === group.rows.length ? "" : `${shown * 36}px`;
		return shown;
	}

	function filterRecords(text) {
		const wanted = new Set();
		let found = 0;
		let at = 0;

		for (const group of groups) {
			found += filterGroup(group, () => {
				const has = texts[at].includes(text);

				if (has)
					named[at].forEach(contact => wanted.add(contact));
				at++;
				return has;
			});
		}
		return { found, wanted };
	}

	function filterContacts(isWanted) {
		let shown = 0;

		for (const group of contactGroups)
			shown += filterGroup(group, isWanted);
		if (people)
			setHidden(people, shown === 0);
	}

	function tell(text, found) {
		if (text === "")
			count.textContent = `${number.format(rows.length)} records`;
		else if (found === 0)
			count.textContent = "No record has this";
		else
			count.textContent = `${number.format(found)} of ${number.format(rows.length)} records`;
	}

	function filter() {
		const text = input.value.toLowerCase();

		index(Infinity);
		const { found, wanted } = filterRecords(text);
		filterContacts(contact => text === "" || wanted.has(contact));
		tell(text, found);
	}

	// Letters that come faster than the screen is drawn are one change.
	let waiting = false;

	function filterSoon() {
		if (waiting)
			return;
		waiting = true;
		requestAnimationFrame(() => {
			waiting = false;
			filter();
		});
	}

	// The address says what is looked for: "#q=http", so that it can be kept and sent. Not with
	// each letter: browsers refuse an address that changes all the time.
	let addressTimer = 0;

	function keepInAddress() {
		const hash = input.value === "" ? "#" : "#q=" + encodeURIComponent(input.value);

		history.replaceState(null, "", hash);
	}

	function keepInAddressSoon() {
		clearTimeout(addressTimer);
		addressTimer = setTimeout(keepInAddress, 400);
	}

	function readAddress() {
		const hash = location.hash;

		clearTimeout(addressTimer);
		if (!hash.startsWith("#q="))
			return;
		try {
			input.value = decodeURIComponent(hash.slice(3));
		} catch {
			return;
		}
		filter();
		scrollTo(0, 0);
	}

	input.addEventListener("input", () => {
		filterSoon();
		keepInAddressSoon();
		// Matches begin at the top of the table.
		scrollTo(0, Math.min(scrollY, table.offsetTop - bar.offsetHeight));
	});

	addEventListener("keydown", event => {
		const typing = event.target.matches("input, textarea, select");

		if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
			event.preventDefault();
			input.focus();
			input.select();
		} else if (event.key === "Escape" && event.target === input && input.value !== "") {
			event.preventDefault();
			input.value = "";
			input.dispatchEvent(new Event("input"));
		}
	});

	// A browser can take minutes to print a few rows between thousands that are hidden: those are
	// taken out of the table for as long.
	const aside = [];

	addEventListener("beforeprint", () => {
		for (const { body } of [...groups, ...contactGroups].filter(group => group.body.hidden)) {
			const place = document.createComment("");

			body.replaceWith(place);
			aside.push({ body, place });
		}
	});

	addEventListener("afterprint", () => {
		for (const { body, place } of aside.splice(0))
			place.replaceWith(body);
	});

	addEventListener("hashchange", readAddress);

	bar.hidden = false;
	tell("", rows.length);
	readAddress();
	indexLater();
}
