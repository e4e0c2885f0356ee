/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Between the tracks of a stream and RTP (RFC 3550): what every RTSP peer needs, server and loopback alike. */
@NullMarked
package io.sluice.lib.rtpstream;

import org.jspecify.annotations.NullMarked;
