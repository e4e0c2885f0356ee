/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The RTSP server (RFC 2326): streams are watched and published over TCP, media interleaved. */
@NullMarked
package io.sluice.protocol.rtsp;

import org.jspecify.annotations.NullMarked;
