/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc expand: what policies come to; it asks neither for root nor for a kernel. */
#include "load/load.h"
#include "render/render.h"
#include "verb/verbs.h"

static int print(const struct state *wanted, enum format format)
{
	if (format == FORMAT_JSON)
		return render_json(wanted, stdout);
	if (format == FORMAT_NFT)
		return render_nft(wanted, stdout);
	if (format == FORMAT_DECLARE)
		return render_declare(wanted, stdout);
	return render_table(wanted, stdout);
}

enum status verb_expand(const struct options *options)
{
	struct state wanted = { 0 };
	enum status status = policies_load(options, &wanted);

	if (status == STATUS_YES)
		status = printed(print(&wanted, options->format));
	state_free(&wanted);
	return status;
}
