/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The {@code rtsp:} driver: pulls cameras and other RTSP servers, media interleaved in the one TCP connection. */
@NullMarked
package io.sluice.driver.rtsp;

import org.jspecify.annotations.NullMarked;
