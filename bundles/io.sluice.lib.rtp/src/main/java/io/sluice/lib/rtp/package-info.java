/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Access units to RTP packets and back, and RTCP: pure functions and small state machines, no sockets, no threads. */
@NullMarked
package io.sluice.lib.rtp;

import org.jspecify.annotations.NullMarked;
