/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** A private listener on 127.0.0.1 through which a program of a driver takes a stream and gives one back, by RTSP. */
@NullMarked
package io.sluice.lib.loopback;

import org.jspecify.annotations.NullMarked;
