/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verbs, each in the file of its name. */
#ifndef NFTSVC_VERBS_H
#define NFTSVC_VERBS_H

#include "base/message.h"
#include "cli/options.h"

enum status verb_show(const struct options *options);
enum status verb_search(const struct options *options);
enum status verb_registry(const struct options *options);
enum status verb_export(const struct options *options);
enum status verb_check(const struct options *options);
enum status verb_lock(const struct options *options);
enum status verb_compare(const struct options *options);
enum status verb_expand(const struct options *options);
enum status verb_diff(const struct options *options);
enum status verb_apply(const struct options *options);
enum status verb_status(const struct options *options);
enum status verb_explain(const struct options *options);
enum status verb_confirm(const struct options *options);
enum status verb_rollback(const struct options *options);
enum status verb_guard(const struct options *options);
enum status verb_remove(const struct options *options);
enum status verb_import(const struct options *options);
enum status verb_update(const struct options *options);
enum status verb_watch(const struct options *options);

#endif
