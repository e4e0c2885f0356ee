/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtspUrlTest {
    @ParameterizedTest
    @CsvSource({
        "rtsp://h/s,                       ,      '',      h,           554,  rtsp://h/s",
        "RTSP://h:8554,                    ,      '',      h,           8554, rtsp://h:8554",
        "rtsps://h/s?a=b#c,                ,      '',      h,           322,  rtsps://h/s?a=b",
        "rtsp://user@h/s,                  user,  '',      h,           554,  rtsp://h/s",
        "rtsp://user:p@ss:w@h/s,           user,  p@ss:w,  h,           554,  rtsp://h/s",
        "rtsp://u%40x:p%2Fq@h/s,           u@x,   p/q,     h,           554,  rtsp://h/s",
        "rtsp://u:100%@h/s,                u,     100%,    h,           554,  rtsp://h/s",
        "rtsp://u:p@[fe80::1]:555/s?x,     u,     p,       fe80::1,     555,  rtsp://[fe80::1]:555/s?x",
        "rtsp://h?x=1,                     ,      '',      h,           554,  rtsp://h?x=1",
        "rtsp://h:/s,                      ,      '',      h,           554,  rtsp://h/s",
        "rtsp://h/s@x,                     ,      '',      h,           554,  rtsp://h/s@x",
    })
    void readsUrls(String url, String user, String password, String host, int port, String plain) throws RtspException {
        RtspUrl read = RtspUrl.read(url);
        assertThat(read.user()).isEqualTo(user);
        assertThat(read.password()).isEqualTo(password);
        assertThat(read.host()).isEqualTo(host);
        assertThat(read.port()).isEqualTo(port);
        assertThat(read.withoutUserInfo()).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://h/",
                "rtsp:/h",
                "rtsp://",
                "rtsp:///s",
                "rtsp://h:0/",
                "rtsp://h:x/",
                "rtsp://h:70000",
                "rtsp://a b/",
                "rtsp://u\r:p@h/"
            })
    void refusesOthers(String url) {
        assertThatThrownBy(() -> RtspUrl.read(url)).isInstanceOf(RtspException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rtsp://user:S3cr3t!x@h/s                    | rtsp://user:***@h/s",
                "rtsp://user:S3cr/3t@x?y@h/s failed          | rtsp://user:***@h/s failed",
                "rtsp://user@h/s                             | rtsp://user:***@h/s",
                "rtsp://me@mail.com:S3cr3t@h/s               | rtsp://me:***@h/s",
                "rtsp://me@mail.com:S3cr/3t@h/s              | rtsp://me:***@h/s",
                "rtsp://me@h:554/s@1                         | rtsp://me:***@h:554/s@1",
                "rtsp://user:***@h/s@1                       | rtsp://user:***@h/s@1",
                "rtsp://h:554/s and rtsp://u:S3cr3t@h        | rtsp://h:554/s and rtsp://u:***@h",
                "rtsp://h:554/s?mail=a@b                     | rtsp://h:554/s?mail=a@b",
                "rtsp://h/user=admin&password=S3cr3t&ch=1    | rtsp://h/user=admin&password=***&ch=1",
                "rtsp://h/user=admin_password=S3cr3t_ch=1    | rtsp://h/user=admin_password=***",
            })
    void masksSecrets(String text, String masked) {
        assertThat(RtspUrl.mask(text)).isEqualTo(masked);
    }

    @Test
    void neverShowsPasswords() throws RtspException {
        assertThat(RtspUrl.read("rtsp://u:S3cr3t!x@h/s?pwd=S3cr3t")).hasToString("rtsp://u:***@h/s?pwd=***");
        assertThatThrownBy(() -> RtspUrl.read("rtsp://u:S3cr3t/x@h/s")).hasMessageNotContaining("S3cr3t");
    }

    @Test
    void decodesPaths() throws RtspException {
        assertThat(RtspUrl.read("rtsp://h/a%20b/%C3%A9+x/").decodedPath()).isEqualTo("a b/\u00e9+x/");
        for (String wrong : new String[] {"%", "%4", "%zz", "%C3", "%00", "a%0d"}) {
            assertThatThrownBy(() -> RtspUrl.decode(wrong)).as(wrong).isInstanceOf(RtspException.class);
        }
    }
}
