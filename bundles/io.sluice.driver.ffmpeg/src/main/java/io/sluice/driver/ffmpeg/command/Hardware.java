/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What can decode, scale and encode in place of the processor. */
public enum Hardware {
    VAAPI,
    CUDA,
    V4L2M2M,
    RKMPP,
    VIDEOTOOLBOX,
    DXVA2;

    /** As sources write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Map<String, Hardware> labels() {
        var labels = new LinkedHashMap<String, Hardware>();
        for (Hardware hardware : values()) {
            labels.put(hardware.label(), hardware);
        }
        return labels;
    }

    /**
     * What a machine may have, in the order in which it is tried.
     *
     * @param architecture as {@code os.arch} says it
     */
    public static List<Hardware> candidates(String architecture) {
        boolean arm = architecture.startsWith("aarch64") || architecture.startsWith("arm");
        return arm ? List.of(V4L2M2M, RKMPP) : List.of(CUDA, VAAPI);
    }

    /** The decoder, before {@code -i}. Where filters need pictures in memory, it leaves them there. */
    List<String> decoder(boolean inMemory) {
        return switch (this) {
            case VAAPI ->
                List.of(
                        "-hwaccel",
                        "vaapi",
                        "-hwaccel_output_format",
                        inMemory ? "nv12" : "vaapi",
                        "-hwaccel_flags",
                        "allow_profile_mismatch");
            case CUDA -> List.of("-hwaccel", "cuda", "-hwaccel_output_format", inMemory ? "nv12" : "cuda");
            case RKMPP ->
                inMemory
                        ? List.of()
                        : List.of("-hwaccel", "rkmpp", "-hwaccel_output_format", "drm_prime", "-afbc", "rga");
            case VIDEOTOOLBOX -> List.of("-hwaccel", "videotoolbox");
            case DXVA2 -> List.of("-hwaccel", "dxva2");
            case V4L2M2M -> List.of();
        };
    }

    /** The filter chain that brings pictures to the encoder. */
    List<String> filters(FfmpegOptions options) {
        boolean inMemory = inMemory(options);
        var chain = new ArrayList<String>();
        if (inMemory) {
            chain.addAll(Filters.inMemory(options));
        }
        switch (this) {
            case VAAPI -> {
                chain.add(inMemory ? "format=nv12" : "format=vaapi|nv12");
                chain.add("hwupload");
                String size = Filters.size(options);
                if (!inMemory) {
                    chain.add("scale_vaapi=" + (size.isEmpty() ? "" : size + ":")
                            + "out_color_matrix=bt709:out_range=tv:format=nv12");
                }
            }
            case CUDA -> {
                if (!inMemory && !Filters.size(options).isEmpty()) {
                    chain.add("scale_cuda=" + Filters.size(options));
                }
            }
            case RKMPP -> {
                if (!inMemory && !Filters.size(options).isEmpty()) {
                    chain.add("scale_rkrga=" + Filters.size(options) + ":format=nv12:afbc=1");
                }
            }
            case V4L2M2M, VIDEOTOOLBOX, DXVA2 -> {}
        }
        return chain;
    }

    /**
     * Turned or written-on pictures are made by the processor, and so is everything where only encoding is hardware.
     */
    boolean inMemory(FfmpegOptions options) {
        return options.rotate() != 0
                || options.drawtext() != null
                || this == V4L2M2M
                || this == VIDEOTOOLBOX
                || this == DXVA2;
    }

    /** Arguments of the test that encodes one second: decoder and filters as above, without any input of ours. */
    public List<String> test(List<String> encoder) {
        var arguments = new ArrayList<String>();
        if (this == VAAPI) {
            arguments.addAll(List.of("-init_hw_device", "vaapi"));
        }
        arguments.addAll(List.of("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=1"));
        if (this == VAAPI) {
            arguments.addAll(List.of("-vf", "format=nv12,hwupload"));
        }
        arguments.addAll(encoder);
        arguments.addAll(List.of("-f", "null", "-"));
        return arguments;
    }
}
