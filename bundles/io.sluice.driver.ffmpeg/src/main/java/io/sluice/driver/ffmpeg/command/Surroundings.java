/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment that ffmpeg gets: what graphics drivers, screens and clocks need, by name. Everything else stays
 * outside, above all FFREPORT, which makes ffmpeg write a file wherever it says.
 */
public final class Surroundings {
    private static final Set<String> NAMED = Set.of(
            "LIBVA_DRIVER_NAME",
            "LIBVA_DRIVERS_PATH",
            "CUDA_VISIBLE_DEVICES",
            "NVIDIA_VISIBLE_DEVICES",
            "DISPLAY",
            "XAUTHORITY",
            "ALSA_CONFIG_PATH",
            "FONTCONFIG_FILE",
            "TZ");

    private Surroundings() {}

    /** @param ours the server's own environment */
    public static Map<String, String> of(Map<String, String> ours) {
        var passed = new TreeMap<>(ours);
        passed.keySet().retainAll(NAMED);
        return passed;
    }
}
