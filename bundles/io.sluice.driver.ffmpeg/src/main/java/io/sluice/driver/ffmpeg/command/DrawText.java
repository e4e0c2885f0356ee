/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A text on the picture: {@code x=10:y=10:fontsize=24:text=Yard}, go2rtc's syntax. Only parameters that cannot name a
 * file get through, and each value is escaped for the filter graph, so that it cannot end there.
 */
public final class DrawText {
    private static final String NOW = "%{localtime:%Y-%m-%d %H\\:%M\\:%S}";
    private static final Pattern EXPRESSION = Pattern.compile("[A-Za-z0-9_+*/().-]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
    private static final Pattern COLOUR = Pattern.compile("[A-Za-z0-9]{1,24}(@[0-9.]{1,8})?");
    private static final Pattern FONT = Pattern.compile("[A-Za-z0-9 ]{1,64}");
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{1,256}");
    private static final Map<String, Pattern> PARAMETERS = new TreeMap<>(Map.ofEntries(
            Map.entry("alpha", EXPRESSION),
            Map.entry("borderw", NUMBER),
            Map.entry("bordercolor", COLOUR),
            Map.entry("box", NUMBER),
            Map.entry("boxborderw", NUMBER),
            Map.entry("boxcolor", COLOUR),
            Map.entry("font", FONT),
            Map.entry("fontcolor", COLOUR),
            Map.entry("fontsize", EXPRESSION),
            Map.entry("line_spacing", NUMBER),
            Map.entry("shadowcolor", COLOUR),
            Map.entry("shadowx", NUMBER),
            Map.entry("shadowy", NUMBER),
            Map.entry("text", TEXT),
            Map.entry("x", EXPRESSION),
            Map.entry("y", EXPRESSION)));

    private final String filter;

    private DrawText(String filter) {
        this.filter = filter;
    }

    /** @throws IllegalArgumentException with a sentence that names the parameter */
    static DrawText of(String value) {
        var parts = new ArrayList<String>();
        boolean text = false;
        for (String part : parameters(value)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            Pattern allowed = PARAMETERS.get(name);
            if (allowed == null || equals < 0) {
                throw Checked.refusal(
                        "#drawtext",
                        part,
                        "a parameter NAME=VALUE; allowed are " + String.join(", ", PARAMETERS.keySet()));
            }
            String plain = part.substring(equals + 1);
            Checked.like("#drawtext=" + name, plain, allowed, "what matches " + allowed);
            parts.add(name + "=" + escaped(plain));
            text |= name.equals("text");
        }
        if (!text) {
            parts.add("text=" + escaped(NOW));
        }
        return new DrawText("drawtext=" + String.join(":", parts));
    }

    /** At colons; {@code \:} is a colon of the value. */
    private static List<String> parameters(String value) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length() && value.charAt(i + 1) == ':') {
                part.append(':');
                i++;
            } else if (c == ':') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        if (part.length() > 0) {
            parts.add(part.toString());
        }
        return parts;
    }

    /** Twice, as ffmpeg reads it: as the value of a filter's parameter, and in a filter graph. */
    static String escaped(String value) {
        return escape(escape(value, "\\':"), "\\'[],;");
    }

    private static String escape(String text, String special) {
        var escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (special.indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }

    /** One element of a filter graph. */
    String filter() {
        return filter;
    }

    @Override
    public String toString() {
        return filter;
    }
}
