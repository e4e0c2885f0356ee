/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of the file as people may see it, with {@code ***} for secrets, and the way back. */
final class Masking {
    private static final Pattern SECRET_LINE = Pattern.compile(
            "^(\\s*(?:-\\s+)?[\"']?\\w*(?:pass|pwd|secret|token|credential|private|pin)\\w*[\"']?\\s*:\\s*)(\\S.*)$",
            Pattern.CASE_INSENSITIVE);

    /** Byte order mark. */
    private static final String MARK = "\uFEFF";

    private Masking() {}

    /** The text with its secrets masked, also when it is no YAML. */
    static String masked(String name, String text) {
        return text.startsWith(MARK) ? MARK + plainMasked(name, text.substring(1)) : plainMasked(name, text);
    }

    private static String plainMasked(String name, String text) {
        try {
            StringBuilder masked = new StringBuilder();
            int at = 0;
            for (Secrets.Part part : Secrets.of(YamlText.parse(name, text), text)) {
                if (!part.masked().equals(part.value())) {
                    masked.append(text, at, part.start()).append(part.writtenAs(part.masked()));
                    at = part.end();
                }
            }
            return masked.append(text, at, text.length()).toString();
        } catch (ConfigException notYaml) {
            return String.join("", lines(text).stream().map(Masking::maskedLine).toList());
        }
    }

    /** Each with its line break. */
    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        for (int at = 0; at < text.length(); at = Lines.next(text, at)) {
            lines.add(text.substring(at, Lines.next(text, at)));
        }
        return lines;
    }

    private static String maskedLine(String line) {
        String bare = line.stripTrailing();
        Matcher secret = SECRET_LINE.matcher(bare);
        String masked = secret.matches() ? secret.group(1) + '"' + Secrets.MASK + '"' : Secrets.maskComment(bare);
        return masked + line.substring(bare.length());
    }

    /**
     * A text with the secrets of the file where it has masked ones.
     *
     * @param file the text of the file
     * @throws ConfigException when a mask stands where the file has no secret
     */
    static String unmasked(String name, String file, String text) throws ConfigException {
        String plainFile = file.startsWith(MARK) ? file.substring(1) : file;
        return text.startsWith(MARK)
                ? MARK + plainUnmasked(name, plainFile, text.substring(1))
                : plainUnmasked(name, plainFile, text);
    }

    private static String plainUnmasked(String name, String file, String text) throws ConfigException {
        if (!text.contains(Secrets.MASK)) {
            return text;
        }
        Node.Fields old;
        try {
            old = YamlText.parse(name, file);
        } catch (ConfigException notYaml) {
            return unmaskedLines(name, file, text);
        }
        List<Secrets.Part> known = Secrets.of(old, file);
        Map<String, Deque<Secrets.Part>> comments = new HashMap<>();
        known.stream()
                .filter(part -> !part.quotable())
                .forEach(part -> comments.computeIfAbsent(part.masked(), masked -> new ArrayDeque<>())
                        .add(part));
        StringBuilder whole = new StringBuilder();
        int at = 0;
        for (Secrets.Part part : Secrets.of(YamlText.parse(name, text), text)) {
            if (part.value().contains(Secrets.MASK)) {
                whole.append(text, at, part.start())
                        .append(part.quotable() ? original(name, known, part) : comment(comments, part));
                at = part.end();
            }
        }
        return whole.append(text, at, text.length()).toString();
    }

    private static String comment(Map<String, Deque<Secrets.Part>> comments, Secrets.Part part) {
        Deque<Secrets.Part> same = comments.getOrDefault(part.written(), new ArrayDeque<>());
        Secrets.Part original = same.poll();
        return original == null ? part.written() : original.written();
    }

    private static String original(String name, List<Secrets.Part> known, Secrets.Part part) throws ConfigException {
        Secrets.Part there = null;
        boolean several = false;
        Secrets.Part alike = null;
        for (Secrets.Part old : known) {
            if (!old.quotable() || old.masked().equals(old.value())) {
                continue;
            }
            boolean samePlace = old.place().equals(part.place());
            there = samePlace ? old : there;
            if (old.masked().equals(part.value())) {
                several |= alike != null && !alike.value().equals(old.value());
                alike = alike == null || samePlace ? old : alike;
            }
        }
        boolean here = there != null && there.masked().equals(part.value());
        Secrets.Part same = here ? there : several ? null : alike;
        if (same != null && (here || !part.value().equals(Secrets.MASK))) {
            return part.written().equals(same.writtenAs(same.masked())) ? same.written() : part.writtenAs(same.value());
        }
        String filled = there == null ? null : filled(there, part.value());
        if (filled == null) {
            throw new ConfigException(
                    new Place(name, part.line()),
                    Texts.shown(part.place().strip().substring(1)) + ": " + Secrets.MASK
                            + " stands for a secret that the file does not have there; write the secret itself");
        }
        return part.writtenAs(filled);
    }

    /** The secrets of a value, in their order, in another one that has as many masks. */
    private static @Nullable String filled(Secrets.Part old, String value) {
        String[] between = old.masked().split(Pattern.quote(Secrets.MASK), -1);
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < between.length; i++) {
            form.append(i == 0 ? "" : "(.*?)").append(Pattern.quote(between[i]));
        }
        Matcher secrets = Pattern.compile(form.toString(), Pattern.DOTALL).matcher(old.value());
        String[] around = value.split(Pattern.quote(Secrets.MASK), -1);
        if (around.length != between.length || !secrets.matches()) {
            return null;
        }
        StringBuilder filled = new StringBuilder(around[0]);
        for (int i = 1; i < around.length; i++) {
            filled.append(secrets.group(i)).append(around[i]);
        }
        return filled.toString();
    }

    /** For a file that is no YAML, so that it can be mended: lines that were left as they were shown. */
    private static String unmaskedLines(String name, String file, String text) throws ConfigException {
        Map<String, String> originals = new HashMap<>();
        Map<String, Boolean> unclear = new HashMap<>();
        for (String line : lines(file)) {
            String masked = maskedLine(line).stripTrailing();
            String other = originals.put(masked, line.stripTrailing());
            unclear.merge(masked, other != null && !other.equals(line.stripTrailing()), Boolean::logicalOr);
        }
        StringBuilder whole = new StringBuilder();
        int number = 0;
        for (String line : lines(text)) {
            number++;
            String bare = line.stripTrailing();
            if (bare.contains(Secrets.MASK)) {
                String original = originals.get(bare);
                if (original == null || Boolean.TRUE.equals(unclear.get(bare))) {
                    throw new ConfigException(
                            new Place(name, number),
                            "it is not clear which secret " + Secrets.MASK + " stands for; write the secret itself");
                }
                whole.append(original).append(line.substring(bare.length()));
            } else {
                whole.append(line);
            }
        }
        return whole.toString();
    }
}
