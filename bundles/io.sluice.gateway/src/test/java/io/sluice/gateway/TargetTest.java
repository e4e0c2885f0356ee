/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/api/streams, /api/streams",
        "/a/, /a/",
        "/H%C3%A4ll%20one, /Häll one",
        "/a.b..c/.d, /a.b..c/.d",
        "/a+b, /a+b",
        "/%7euser, /~user",
        "/a%3Fb, /a?b",
        "/a:b@c!$&'()*=, /a:b@c!$&'()*=",
    })
    void decodesAPath(String raw, String path) throws Exception {
        assertThat(Target.parse(raw).path()).isEqualTo(path);
        assertThat(Target.parse(raw).raw()).isEqualTo(raw);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "a/b",
                "//",
                "//evil/x",
                "/a//b",
                "/a/./b",
                "/.",
                "/a/..",
                "/../a",
                "/a/%2e%2e/b",
                "/a/%2E/b",
                "/a/.%2e/b",
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a\\b",
                "/a;b",
                "/a;b=c/d",
                "/a%3bb",
                "/a%00b",
                "/a%0ab",
                "/a%7fb",
                "/a%25b",
                "/a%2",
                "/a%",
                "/a%zz",
                "/a b",
                "/a\tb",
                "/a#b",
                "/a\"b",
                "/a<b",
                "/a|b",
                "/\u00e4",
                "/%c0%ae",
                "/%ff",
                "/%C2%85",
                "/a?b c",
                "/a?b\u00e4",
                "/a?b#c",
                "ftp://host/",
                "http:///a",
                "http://user@host/a",
                "http://host/../a",
            })
    void refusesWhatIsNoPathOrCouldBeReadInTwoWays(String raw) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> Target.parse(raw));
        assertThat(refused).as(raw).isNotNull();
        assertThat(refused.status()).isEqualTo(400);
    }

    @Test
    void keepsTheQueryAsItCame() throws Exception {
        assertThat(Target.parse("/a?src=rtsp%3A%2F%2Fh%2F..&x=;|").query()).isEqualTo("src=rtsp%3A%2F%2Fh%2F..&x=;|");
        assertThat(Target.parse("/a").query()).isNull();
        assertThat(Target.parse("/a?").query()).isEmpty();
    }

    @Test
    void takesTheHostOfAnAbsoluteTarget() throws Exception {
        Target target = Target.parse("http://host:1984/a/b?c");
        assertThat(target.authority()).isEqualTo("host:1984");
        assertThat(target.path()).isEqualTo("/a/b");
        assertThat(target.raw()).isEqualTo("/a/b?c");
        assertThat(Target.parse("HTTPS://host").path()).isEqualTo("/");
        assertThat(Target.parse("http://host?c").raw()).isEqualTo("/?c");
    }
}
