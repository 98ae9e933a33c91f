/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFTSVC_REGISTRY_TITLE_H
#define NFTSVC_REGISTRY_TITLE_H

#include "svcreg.h"

/** registry_title - the registry's own title, or one for those that have none */
static inline const char *registry_title(const struct svcreg_info *info)
{
	return *info->title != '\0' ? info->title : "Service names and ports";
}

#endif
