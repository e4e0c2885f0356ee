/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Images of single pictures, made by ffmpeg. */
@NullMarked
package io.sluice.driver.ffmpeg.still;

import org.jspecify.annotations.NullMarked;
