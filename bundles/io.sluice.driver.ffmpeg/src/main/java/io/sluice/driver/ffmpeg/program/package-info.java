/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The ffmpeg of this machine: where it is, what it can do, and how it is run. */
@NullMarked
package io.sluice.driver.ffmpeg.program;

import org.jspecify.annotations.NullMarked;
