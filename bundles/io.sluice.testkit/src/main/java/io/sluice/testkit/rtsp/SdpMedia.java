/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

import java.util.ArrayList;
import java.util.List;

/**
 * One media section of an SDP, as much of it as a reader needs.
 *
 * @param control value of its a=control, empty when it has none
 * @param encoding of the first rtpmap, else the first payload type
 */
record SdpMedia(String control, String encoding) {
    static List<SdpMedia> of(String sdp) {
        var media = new ArrayList<SdpMedia>();
        String[] sections = ("\n" + sdp).split("\\r?\\nm=");
        for (int i = 1; i < sections.length; i++) {
            String[] lines = sections[i].split("\\r?\\n");
            String control = "";
            String encoding = lines[0].split(" ").length > 3 ? lines[0].split(" ")[3] : "";
            boolean mapped = false;
            for (String line : lines) {
                if (line.startsWith("a=control:")) {
                    control = line.substring("a=control:".length()).strip();
                } else if (line.startsWith("a=rtpmap:") && !mapped) {
                    encoding = line.substring(line.indexOf(' ') + 1).split("/")[0];
                    mapped = true;
                }
            }
            media.add(new SdpMedia(control, encoding));
        }
        return media;
    }

    /** RFC 2326 section C.1.1: relative to the base, which may lack its slash. */
    String control(String base) {
        if (control.isEmpty() || control.equals("*")) {
            return base;
        }
        if (control.startsWith("rtsp://") || control.startsWith("rtsps://")) {
            return control;
        }
        return base + (base.endsWith("/") ? "" : "/") + control;
    }
}
