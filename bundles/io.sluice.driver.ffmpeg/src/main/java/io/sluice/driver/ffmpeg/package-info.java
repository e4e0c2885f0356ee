/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Opens {@code ffmpeg:} sources: a program for each, and a private port through which its media goes and comes. */
@NullMarked
package io.sluice.driver.ffmpeg;

import org.jspecify.annotations.NullMarked;
