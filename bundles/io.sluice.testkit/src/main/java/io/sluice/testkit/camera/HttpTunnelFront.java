/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A camera whose RTSP is to be had inside of HTTP only (Apple's "Tunnelling RTSP and RTP over HTTP"), on demand with
 * Digest authentication. It takes no byte more from a POST than its Content-Length says.
 */
public final class HttpTunnelFront extends CameraFront {
    private static final String NONCE = "0123456789abcdef";
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final String user;
    private final String password;
    private final Map<String, Socket> tunnels = new ConcurrentHashMap<>();
    private final AtomicInteger posts = new AtomicInteger();

    /** Lets everybody in. */
    public HttpTunnelFront(int camera, @Nullable SSLContext tls) {
        this(camera, tls, "", "");
    }

    /** @param user whom to let in; empty: everybody */
    public HttpTunnelFront(int camera, @Nullable SSLContext tls, String user, String password) {
        super(camera, tls);
        this.user = user;
        this.password = password;
    }

    /** How many POSTs found their GET. */
    public int posts() {
        return posts.get();
    }

    @Override
    protected void accepted(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        Map<String, String> head = head(in);
        String[] line = head.getOrDefault("", "").split(" ");
        String cookie = head.getOrDefault("x-sessioncookie", "");
        if (!allowed(line[0], head.getOrDefault("authorization", ""))) {
            write(
                    out,
                    "HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"web\", nonce=\"" + NONCE
                            + "\"\r\n\r\n");
            socket.close();
        } else if (line[0].equals("GET") && !cookie.isEmpty()) {
            Socket behind = camera();
            tunnels.put(cookie, behind);
            write(out, "HTTP/1.0 200 OK\r\nContent-Type: application/x-rtsp-tunnelled\r\n\r\n");
            relay(behind.getInputStream(), out, socket, behind);
        } else {
            Socket behind = line[0].equals("POST") ? tunnels.get(cookie) : null;
            if (behind == null) {
                write(out, "HTTP/1.0 400 Bad Request\r\n\r\n");
            } else {
                posts.incrementAndGet();
                requests(in, Integer.parseInt(head.getOrDefault("content-length", "0")), behind);
            }
            socket.close();
        }
    }

    private static void requests(InputStream in, int length, Socket behind) throws IOException {
        var group = new byte[4];
        for (int taken = 0; taken + 4 <= length; taken += 4) {
            if (in.readNBytes(group, 0, 4) < 4) {
                return;
            }
            behind.getOutputStream().write(Base64.getDecoder().decode(group));
        }
    }

    /** RFC 2617, 3.2.2, without qop. */
    private boolean allowed(String method, String authorization) {
        if (user.isEmpty()) {
            return true;
        }
        var said = new HashMap<String, String>();
        Matcher each = PARAMETER.matcher(authorization);
        while (each.find()) {
            said.put(each.group(1), each.group(2));
        }
        String right = md5(
                md5(user + ":web:" + password) + ":" + NONCE + ":" + md5(method + ":" + said.getOrDefault("uri", "")));
        return right.equals(said.get("response"));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
