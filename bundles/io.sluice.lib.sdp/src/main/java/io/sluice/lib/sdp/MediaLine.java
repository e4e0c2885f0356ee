/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;

/**
 * A media that we describe.
 *
 * @param kind what it carries
 * @param codec of its only format
 * @param payloadType see {@link SdpWriter#payloadType}
 * @param control relative or absolute, for example {@code trackID=0}
 */
public record MediaLine(MediaKind kind, Codec codec, int payloadType, String control) {}
