/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;

/**
 * A picture that can be decoded alone, with what its decoder needs.
 *
 * @param unit a key unit of the codec
 */
record Picture(Codec codec, AccessUnit unit) {}
