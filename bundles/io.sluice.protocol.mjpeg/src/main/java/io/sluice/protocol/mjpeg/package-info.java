/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Pictures over HTTP: one JPEG image of a stream, or one after the other. */
@NullMarked
package io.sluice.protocol.mjpeg;

import org.jspecify.annotations.NullMarked;
