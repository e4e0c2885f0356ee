/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import java.util.ArrayList;
import java.util.List;

/** Filters in memory, made of numbers and of a text that is escaped. */
final class Filters {
    private Filters() {}

    static List<String> inMemory(FfmpegOptions options) {
        var chain = new ArrayList<String>();
        switch (options.rotate()) {
            case 90 -> chain.add("transpose=1");
            case 180 -> chain.addAll(List.of("transpose=1", "transpose=1"));
            case 270 -> chain.add("transpose=2");
            default -> {}
        }
        if (!size(options).isEmpty()) {
            chain.add("scale=" + size(options));
        }
        if (options.drawtext() != null) {
            chain.add(options.drawtext().filter());
        }
        return chain;
    }

    /** {@code 640:-2}: the side that was not given follows, and stays even as encoders want it; empty: as it is. */
    static String size(FfmpegOptions options) {
        return options.width() == 0 && options.height() == 0
                ? ""
                : side(options.width()) + ":" + side(options.height());
    }

    private static String side(int pixels) {
        return pixels == 0 ? "-2" : Integer.toString(pixels);
    }
}
