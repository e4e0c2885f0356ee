/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** RTSP/1.0 messages, headers, authentication and URLs: no sockets, no threads. */
@NullMarked
package io.sluice.lib.rtsp;

import org.jspecify.annotations.NullMarked;
