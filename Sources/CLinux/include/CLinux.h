// Calls of Linux that Swift's view of the C library leaves out.
#pragma once

#include <spawn.h>
#include <sys/types.h>

// Has the child close every descriptor from `first` on, before it becomes the program. Returns
// 0 or an error number.
int clinux_close_from(posix_spawn_file_actions_t *actions, int first);

// Has the child go into a folder before it becomes the program. Returns 0 or an error number.
int clinux_change_folder(posix_spawn_file_actions_t *actions, const char *path);

// Keeps room on the disk for bytes of a file, also behind its end, which stays where it is. Returns
// 0, or -1 with errno set.
int clinux_keep_room(int descriptor, off_t offset, off_t length);

// Where some bytes are found among others for the first time, or NULL.
const void *clinux_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count);
