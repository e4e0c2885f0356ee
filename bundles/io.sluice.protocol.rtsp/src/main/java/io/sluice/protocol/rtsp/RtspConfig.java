/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of the RTSP server. */
@ObjectClassDefinition(
        id = RtspConfig.PID,
        name = "Sluice RTSP server",
        description = "Streams over RTSP: rtsp://HOST:PORT/NAME")
@interface RtspConfig {
    String PID = "io.sluice.rtsp";

    @AttributeDefinition(description = "Address to listen at, host:port; empty: do not listen")
    String listen() default "127.0.0.1:8554";

    @AttributeDefinition(
            name = "default_query",
            description = "What a viewer gets whose URL has no filter, for example video&audio=aac")
    String default__query() default "";

    @AttributeDefinition(
            name = "publish_timeout",
            description = "A publisher that sends nothing for this long is ended; written as 500ms, 5s or 2m")
    String publish__timeout() default "15s";

    @AttributeDefinition(
            name = "session_timeout",
            description = "A viewer over UDP that says nothing, neither by RTSP nor by RTCP, is ended after so long")
    String session__timeout() default "60s";

    @AttributeDefinition(
            description = "Accept Basic without TLS, where everybody on the way can read the password; digest is"
                    + " always accepted")
    boolean basic() default false;

    @AttributeDefinition(
            name = "udp_port",
            description = "Even port for RTP over UDP, RTCP uses the next one; 0: TCP only. Sessions that are open keep"
                    + " theirs")
    int udp__port() default 8556;

    @AttributeDefinition(description = "Range of groups for multicast, 239.255.42.0/24:5004; empty: no multicast")
    String multicast() default "";

    @AttributeDefinition(
            name = "multicast_ttl",
            description = "How many routers multicast passes and one; 1: the local network")
    int multicast__ttl() default 1;

    @AttributeDefinition(
            name = "multicast_interface",
            description = "Name of the interface that multicast is sent at; empty: by the route to the group")
    String multicast__interface() default "";

    @AttributeDefinition(
            description = "Who may speak to the devices behind streams: viewer, publisher, admin or nobody")
    String talk() default "publisher";

    @AttributeDefinition(description = "From go2rtc's files: one more user, who may publish")
    String username() default "";

    @AttributeDefinition(description = "From go2rtc's files: the password of that user", type = AttributeType.PASSWORD)
    String password() default "";
}
