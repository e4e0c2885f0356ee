/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What a source {@code ffmpeg:} says, and the argument vector that comes of it. */
@NullMarked
package io.sluice.driver.ffmpeg.command;

import org.jspecify.annotations.NullMarked;
