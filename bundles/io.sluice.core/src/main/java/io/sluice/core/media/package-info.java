/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The media side of a stream: what sources deliver gets the stream's time, is kept as the newest group and goes to
 * feeds.
 */
@NullMarked
package io.sluice.core.media;

import org.jspecify.annotations.NullMarked;
