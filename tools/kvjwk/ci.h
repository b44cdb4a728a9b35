// SPDX-License-Identifier: MIT
/* What the environment tells of the build service that runs the command. */
#ifndef KVJWK_TOOL_CI_H
#define KVJWK_TOOL_CI_H

/* The format whose lines it understands; "text" where there is none. */
const char *ci_format(void);

/* Absolute paths, or NULL. Made once; good until the command ends. */
struct ci_places {
    const char *root;   /* of the repository that is being built */
    const char *folder; /* the working directory */
};

struct ci_places ci_places(void);

#endif
