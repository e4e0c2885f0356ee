/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** FLV tags, as files and RTMP carry them: read from a stream, made into tracks, written. */
@NullMarked
package io.sluice.lib.flv;

import org.jspecify.annotations.NullMarked;
