/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a viewer can take, as data, so that a choice can be explained. Core compares it with a track's codec by the
 * rules of {@code docs/negotiation.md}.
 *
 * @param name a name of {@link io.sluice.api.media.Codec}
 * @param clockRateHz the rate it must have, 0 for any
 * @param channels the number it must have, 0 for any
 * @param parameters limits by the format's SDP names, for example {@code profile-level-id}, {@code packetization-mode},
 *     {@code level-id}, {@code stereo}; absent ones do not limit
 */
public record CodecPattern(String name, int clockRateHz, int channels, Map<String, String> parameters) {
    public CodecPattern {
        parameters = Map.copyOf(parameters);
    }

    /** Anything of that name. */
    public static CodecPattern of(String name) {
        return new CodecPattern(name, 0, 0, Map.of());
    }

    @Override
    public String toString() {
        return name
                + (clockRateHz > 0 ? "/" + clockRateHz : "")
                + (channels > 0 ? "/" + channels : "")
                + (parameters.isEmpty() ? "" : new TreeMap<>(parameters).toString());
    }
}
