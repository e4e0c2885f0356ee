/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * RTSP viewers and publishers over TCP, written from the RFCs without any code of the server, so that they can judge
 * it.
 */
@NullMarked
package io.sluice.testkit.rtsp;

import org.jspecify.annotations.NullMarked;
