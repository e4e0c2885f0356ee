/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** RTSP through HTTP, for clients behind proxies: a GET that takes and a POST that gives, on the RTSP port itself. */
@NullMarked
package io.sluice.protocol.rtsp.tunnel;

import org.jspecify.annotations.NullMarked;
