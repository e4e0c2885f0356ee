/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.change;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sources that come over HTTP away from what only this machine can reach: addresses that clouds answer with
 * secrets, everything link-local, and this server itself. Names are resolved, for at most 3 s.
 */
public final class Neighbourhood implements SourcePolicy.Destinations, AutoCloseable {
    private static final long PATIENCE_MS = 3_000;
    private static final Map<String, Integer> PORTS = Map.of(
            "http", 80, "https", 443, "rtsp", 554, "rtsps", 322, "rtmp", 1935, "rtmps", 443, "ws", 80, "wss", 443);
    /** Besides 169.254.169.254, which is link-local: Alibaba, Oracle, and Amazon over IPv6. */
    private static final Set<String> METADATA = Set.of("100.100.100.200", "192.0.0.192", "fd00:ec2:0:0:0:0:0:254");

    private final Supplier<Set<Integer>> ownPorts;
    private final Resolver resolver;
    // Two names at once, a few waiting; who comes then is asked to come again.
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(2, 2, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(16), task -> {
                var thread = new Thread(task, "sluice-rest-names");
                thread.setDaemon(true);
                return thread;
            });

    /** Name to addresses; may block. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    public Neighbourhood(Supplier<Set<Integer>> ownPorts) {
        this(ownPorts, InetAddress::getAllByName);
    }

    Neighbourhood(Supplier<Set<Integer>> ownPorts, Resolver resolver) {
        this.ownPorts = ownPorts;
        this.resolver = resolver;
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public @Nullable String refusal(String scheme, String authority) {
        String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = hostAndPort.startsWith("[") ? hostAndPort.indexOf("]:") + 1 : hostAndPort.lastIndexOf(':');
        String host = (colon > 0 ? hostAndPort.substring(0, colon) : hostAndPort).replaceAll("[\\[\\]]", "");
        Integer port =
                colon > 0 ? number(hostAndPort.substring(colon + 1)) : PORTS.get(scheme.toLowerCase(Locale.ROOT));
        if (host.isEmpty()) {
            return null;
        }
        List<InetAddress> addresses;
        try {
            addresses = addresses(host);
        } catch (TimeoutException late) {
            return "the name of the host could not be resolved in time; try again";
        }
        for (InetAddress address : addresses) {
            if (isLinkLocal(address)) {
                return "link-local addresses, where clouds keep their secrets, come from the configuration file only";
            }
            if (isOurs(address) && port != null && ownPorts.get().contains(port)) {
                return "the address is this server's own; name the stream instead";
            }
        }
        return null;
    }

    private static @Nullable Integer number(String port) {
        try {
            return Integer.valueOf(port);
        } catch (NumberFormatException none) {
            return null;
        }
    }

    /** None: there is no such host, so nothing can be fetched from it. */
    private List<InetAddress> addresses(String host) throws TimeoutException {
        Future<InetAddress[]> asked;
        try {
            asked = threads.submit(() -> resolver.resolve(host));
        } catch (RejectedExecutionException full) {
            throw new TimeoutException();
        }
        try {
            return List.of(asked.get(PATIENCE_MS, TimeUnit.MILLISECONDS));
        } catch (ExecutionException unknown) {
            return List.of();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new TimeoutException();
        } finally {
            asked.cancel(true);
        }
    }

    private static boolean isLinkLocal(InetAddress address) {
        return address.isLinkLocalAddress()
                || METADATA.contains(address.getHostAddress())
                || isLinkLocalInside(address.getAddress());
    }

    /** An IPv4 address inside one of IPv6: RFC 4291 §2.5.5.1, RFC 6052 §2.1, RFC 3056 §2. */
    private static boolean isLinkLocalInside(byte[] bytes) {
        if (bytes.length != 16) {
            return false;
        }
        boolean compatible = startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        boolean translated = startsWith(bytes, 0, 0x64, 0xff, 0x9b);
        boolean tunnelled = startsWith(bytes, 0x20, 0x02);
        int at = compatible || translated ? 12 : 2;
        return (compatible || translated || tunnelled) && (bytes[at] & 0xFF) == 169 && (bytes[at + 1] & 0xFF) == 254;
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        for (int i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xFF) != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOurs(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
