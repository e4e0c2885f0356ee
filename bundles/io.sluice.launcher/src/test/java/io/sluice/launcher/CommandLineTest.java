/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @Test
    void runsWithDefaultsInTheCurrentDirectory() {
        RunOptions options = run("run");

        Path home = Path.of("sluice-home").toAbsolutePath();
        assertThat(options).isEqualTo(new RunOptions(home, home.resolve("conf/sluice.yaml"), List.of(), false, false));
    }

    @Test
    void takesEveryOptionInBothSpellings() {
        RunOptions options = run(
                "run",
                "--home=/srv/a/../b",
                "--config",
                "/etc/s.yaml",
                "--set",
                "rtsp.listen=:8554",
                "--set=streams.demo=demo:?x=1",
                "--dev",
                "--shell");

        assertThat(options)
                .isEqualTo(new RunOptions(
                        Path.of("/srv/b"),
                        Path.of("/etc/s.yaml"),
                        List.of("rtsp.listen=:8554", "streams.demo=demo:?x=1"),
                        true,
                        true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "fly                   | unknown command 'fly'; try 'help'",
                "run --fast            | unknown option '--fast' of run; try 'help'",
                "run extra             | unknown option 'extra' of run; try 'help'",
                "run --home            | --home needs a directory",
                "run --config          | --config needs a file",
                "run --set             | --set needs a.b=VALUE",
                "run --set a.b         | --set needs a.b=VALUE, not 'a.b'",
                "run --set =x          | --set needs a.b=VALUE, not '=x'",
                "run --dev=yes         | --dev takes no value",
            })
    void refusesWithOneLineThatSaysWhy(String arguments, String line) {
        assertThat(CommandLine.parse(List.of(arguments.split(" ")))).isEqualTo(new CommandLine.Wrong(line));
    }

    @Test
    void refusesASettingThatWouldForgeASecondOne() {
        assertThat(CommandLine.parse(List.of("run", "--set", "a=b\nc=d"))).isInstanceOf(CommandLine.Wrong.class);
    }

    @Test
    void helpsWithoutArguments() {
        assertThat(CommandLine.parse(List.of())).isInstanceOf(CommandLine.Help.class);
        assertThat(CommandLine.parse(List.of("version"))).isInstanceOf(CommandLine.Version.class);
    }

    private static RunOptions run(String... arguments) {
        return ((CommandLine.Run) CommandLine.parse(List.of(arguments))).options();
    }
}
