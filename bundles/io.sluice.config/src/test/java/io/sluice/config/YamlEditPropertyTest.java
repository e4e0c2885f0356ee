/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random documents in every layout, random edits: the tree is the wanted one, everything else is there as it was. */
class YamlEditPropertyTest {
    private static final List<String> TEXTS = List.of(
            "rtsp://u:p@192.0.2.7/a?b=c#d=e",
            "demo:",
            "yes",
            "no",
            "1.0",
            "0x1F",
            "null",
            "~",
            "",
            " x",
            "a: b",
            "a #b",
            "\u00fcml\u00e4ut",
            "\ud83d\ude00",
            "it's",
            "say \"x\"",
            "back\\slash",
            "{a}",
            "[b",
            "a, b",
            "- x",
            "*a",
            "&a",
            "!t",
            "%x",
            "@y",
            "`z",
            "line\nbreak",
            "tab\tx",
            "2001-01-01",
            "1:30",
            "...",
            "---",
            "a\u2028b",
            "true",
            "video&audio",
            "{pbkdf2}$x=",
            "# no",
            "x:",
            ":8554",
            "key: [",
            "'",
            "\"",
            "|",
            ">",
            "?",
            "? x",
            "a:b",
            "\u0085",
            "<<",
            "=");

    private final List<Chunk> chunks = new ArrayList<>();
    private Random random;
    private int serial;

    /** Lines that belong to a path. */
    private record Chunk(List<String> path, String text) {
        boolean isTouchedBy(List<String> edited) {
            int common = Math.min(path.size(), edited.size());
            return path.subList(0, common).equals(edited.subList(0, common));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anEditChangesWhatItShallAndNothingElse(long seed) throws Exception {
        random = new Random(seed);
        for (int i = 0; i < 1_500; i++) {
            String text = document();
            List<String> path = path();
            Object value = random.nextInt(4) == 0 ? null : value(0);
            Node.Fields before = YamlText.parse("t", text);
            Node.Fields wanted;
            try {
                wanted = Tree.with(before, path, value == null ? null : Tree.of(value));
            } catch (IllegalArgumentException throughAValue) {
                continue;
            }
            String what = "seed " + seed + " #" + i + " " + path + " = " + value + " in\n" + text;
            String after;
            try {
                after = YamlEdit.set("t", text, path, value);
            } catch (ConfigException unusual) {
                throw new AssertionError(unusual.getMessage() + what);
            }
            assertThat(Tree.same(YamlText.parse("t", after), wanted))
                    .as(what + "->\n" + after)
                    .isTrue();
            int at = 0;
            for (Chunk chunk : chunks) {
                if (!chunk.isTouchedBy(path)) {
                    int found = after.indexOf(chunk.text(), at);
                    assertThat(found)
                            .as(what + "->\n" + after + "lost\n" + chunk.text())
                            .isNotNegative();
                    at = found + chunk.text().length();
                }
            }
        }
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private String comment() {
        return oneIn(3) ? (oneIn(2) ? "  " : " ") + "# c" + serial++ + (oneIn(3) ? " - {x: [" : "") : "";
    }

    private void chunk(List<String> path, String text) {
        chunks.add(new Chunk(path, text));
    }

    /** Up to four sections of up to four keys; {@code chunks} are its lines. */
    private String document() {
        chunks.clear();
        String lineBreak = oneIn(4) ? "\r\n" : "\n";
        String step = oneIn(4) ? "    " : "  ";
        if (oneIn(4)) {
            chunk(List.of("top"), "# top" + lineBreak);
        }
        if (oneIn(10)) {
            chunk(List.of("start"), "---" + lineBreak);
        }
        for (int s = 0; s < random.nextInt(4); s++) {
            section("s" + s, step, lineBreak);
            if (oneIn(4)) {
                chunk(List.of("blank"), lineBreak + (oneIn(2) ? "# between " + serial++ + lineBreak : ""));
            }
        }
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.text()));
        String all = text.toString();
        if (oneIn(6) && all.endsWith(lineBreak) && !chunks.isEmpty()) {
            Chunk last = chunks.remove(chunks.size() - 1);
            String cut = last.text().substring(0, last.text().length() - lineBreak.length());
            chunk(last.path(), cut);
            all = all.substring(0, all.length() - lineBreak.length());
        }
        return all;
    }

    private void section(String name, String step, String lineBreak) {
        List<String> path = List.of(name);
        switch (random.nextInt(7)) {
            case 0 -> chunk(path, name + ":" + comment() + lineBreak);
            case 1 -> chunk(path, name + ": {}" + comment() + lineBreak);
            case 2 -> chunk(path, name + ": " + flowTable() + comment() + lineBreak);
            case 3 -> flowLines(path, name, step, lineBreak);
            default -> {
                chunk(path, name + ":" + comment() + lineBreak);
                for (int k = 0; k < 1 + random.nextInt(4); k++) {
                    if (oneIn(5)) {
                        chunk(List.of(name, "comment"), step + "# about " + serial++ + lineBreak);
                    }
                    entry(List.of(name, "k" + k), step, step, lineBreak);
                }
            }
        }
    }

    private void entry(List<String> path, String indent, String step, String lineBreak) {
        String key = indent + path.get(path.size() - 1) + ":";
        switch (random.nextInt(8)) {
            case 0 -> chunk(path, key + comment() + lineBreak);
            case 1 -> chunk(path, key + " " + flowTable() + comment() + lineBreak);
            case 2 ->
                chunk(path, key + " [" + scalar() + (oneIn(2) ? ", " + scalar() : "") + "]" + comment() + lineBreak);
            case 3 -> chunk(path, key + " |" + lineBreak + indent + step + "text " + serial++ + lineBreak);
            case 4 -> {
                String dash = oneIn(2) ? indent : indent + step;
                StringBuilder list = new StringBuilder(key + comment() + lineBreak);
                for (int i = 0; i < 1 + random.nextInt(3); i++) {
                    list.append(dash)
                            .append("- ")
                            .append(oneIn(3) ? "a: " + scalar() + comment() + lineBreak + dash + "  b: " : "");
                    list.append(scalar()).append(comment()).append(lineBreak);
                }
                chunk(path, list.toString());
            }
            default -> chunk(path, key + " " + scalar() + comment() + lineBreak);
        }
    }

    private void flowLines(List<String> path, String name, String step, String lineBreak) {
        StringBuilder flow = new StringBuilder(name + ": {" + lineBreak);
        int keys = 1 + random.nextInt(3);
        for (int k = 0; k < keys; k++) {
            String comma = k < keys - 1 || oneIn(3) ? "," : "";
            flow.append(step)
                    .append("\"k")
                    .append(k)
                    .append("\": ")
                    .append(scalar())
                    .append(comma);
            flow.append(comment()).append(lineBreak);
        }
        chunk(path, flow + "}" + lineBreak);
    }

    private String flowTable() {
        StringBuilder flow = new StringBuilder(oneIn(2) ? "{ " : "{");
        int keys = 1 + random.nextInt(3);
        for (int k = 0; k < keys; k++) {
            flow.append(k == 0 ? "" : oneIn(3) ? " , " : ", ")
                    .append("k")
                    .append(k)
                    .append(": ");
            flow.append(oneIn(6) ? "" : oneIn(4) ? "[ " + scalar() + " ]" : scalar());
        }
        return flow.append(oneIn(2) ? " }" : "}").toString();
    }

    private String scalar() {
        return switch (random.nextInt(4)) {
            case 0 -> "\"q" + serial++ + "\"";
            case 1 -> "'s" + serial++ + "'";
            case 2 -> "rtsp://h/" + serial++;
            default -> "v" + serial++;
        };
    }

    private List<String> path() {
        var path = new ArrayList<>(List.of("s" + random.nextInt(4)));
        for (int i = 0; i < 2 && !oneIn(3); i++) {
            path.add(oneIn(5) ? TEXTS.get(random.nextInt(TEXTS.size())) + "k" : "k" + random.nextInt(5));
        }
        return path;
    }

    private Object value(int depth) {
        int kind = random.nextInt(depth == 2 ? 3 : 6);
        if (kind == 3 || kind == 4) {
            var list = new ArrayList<Object>();
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(value(depth + 1));
            }
            return list;
        }
        if (kind == 5) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                map.put("k" + random.nextInt(4), value(depth + 1));
            }
            return map;
        }
        return kind == 0 ? (Object) random.nextInt(100) : TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
