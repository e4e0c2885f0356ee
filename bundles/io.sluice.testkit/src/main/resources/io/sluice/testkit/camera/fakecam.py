#!/usr/bin/env python3
# Copyright (c) 2026 the Sluice authors.
# SPDX-License-Identifier: Apache-2.0
"""fakecam.py - one-file fake IP camera with runtime faults (own code, Python standard library only).
RTSP/1.0 server: TCP-interleaved and UDP unicast, H.264 or H.265 Annex-B elementary file looped in real time,
optional G.711 A-law tone. Control port (plain HTTP GET) changes faults while streaming.
  fakecam.py --port 18410 --ctl 18411 --file a.h264 [--codec h264|h265] [--fps 25] [--auth none|basic|md5|sha256]
             [--user u --pass p] [--no-sprop] [--audio] [--sdp FILE]
             [--until-stdin-closes]   so that it cannot outlive the test that started it
  GET /set?stall=1            media stops, TCP stays open (silent stall)      /set?stall=0
  GET /set?rst=1              RST every media connection (SO_LINGER 0)         /set?fin=1  orderly close
  GET /set?refuse=1           close the listening socket for refuse=N seconds
  GET /set?mute=1             never answer RTSP requests (accept, read, silence)
  GET /set?loss=0.02&dup=0.01&reorder=0.05&delay=200      RTP faults (UDP only for loss/dup/reorder)
  GET /set?seqjump=30000|seq=65530|tsjump=-90000|ts=4294960000|ssrc=1
  GET /set?file=/path/other.h264   next IDR comes from another file (new SPS), sprop in SDP follows
  GET /set?garbage=64         inject N random bytes between interleaved frames
  GET /set?badlen=1           one interleaved frame with a length larger than sent
  GET /set?drip=1             write TCP media 1 byte per send
  GET /set?pass=new           change the password (existing sessions live on)
  GET /set?sdp=/path/x.sdp    answer DESCRIBE with this file, byte for byte
  GET /stats
"""
import argparse,asyncio,base64,hashlib,os,random,re,socket,struct,sys,threading,time,urllib.parse
A=argparse.ArgumentParser();
for n,d in (('port',18410),('ctl',18411),('fps',25.0)): A.add_argument('--'+n,type=type(d),default=d)
A.add_argument('--host',default='127.0.0.1');A.add_argument('--file',required=True);A.add_argument('--codec',default='h264')
A.add_argument('--auth',default='none');A.add_argument('--user',default='admin');A.add_argument('--pass',dest='pw',default='secret')
A.add_argument('--no-sprop',action='store_true');A.add_argument('--audio',action='store_true');A.add_argument('--sdp')
A.add_argument('--mtu',type=int,default=1400);A.add_argument('--verbose',action='store_true')
A.add_argument('--until-stdin-closes',action='store_true')
O=A.parse_args()
F=dict(stall=0,mute=0,loss=0.0,dup=0.0,reorder=0.0,delay=0,garbage=0,badlen=0,drip=0)
ST=dict(conns=0,describes=0,setups=0,plays=0,rtp=0,bytes=0,teardowns=0,auth_fail=0,keepalive=0)
def nals(path):
    b=open(path,'rb').read(); out=[]
    for m in re.finditer(b'\x00\x00\x01',b): out.append(m.start())
    for i,s in enumerate(out):
        e=out[i+1] if i+1<len(out) else len(b); n=b[s+3:e].rstrip(b'\x00') if i+1<len(out) else b[s+3:e]
        if n: yield n
def typ(n): return (n[0]&31) if O.codec=='h264' else ((n[0]>>1)&63)
def isvcl(n): t=typ(n); return 1<=t<=5 if O.codec=='h264' else t<32
def first(n): # first slice of a picture
    return bool(n[1]&0x80) if O.codec=='h264' else bool(n[2]&0x80)
def isidr(n): t=typ(n); return t==5 if O.codec=='h264' else 16<=t<=21
def load(path):
    aus=[];cur=[];seen=False
    for n in nals(path):
        if (isvcl(n) and first(n) and seen) or (not isvcl(n) and seen and typ(n) in ((6,7,8,9) if O.codec=='h264' else (32,33,34,35,39))):
            aus.append(cur);cur=[];seen=False
        cur.append(n); seen=seen or isvcl(n)
    if cur: aus.append(cur)
    ps={}
    for a in aus:
        for n in a:
            t=typ(n)
            if O.codec=='h264' and t in(7,8) or O.codec=='h265' and t in(32,33,34): ps.setdefault(t,n)
    return aus,ps
class Src: pass
S=Src(); S.aus,S.ps=load(O.file); S.next=None
def b64(x): return base64.b64encode(x).decode()
def sdp():
    if O.sdp: return open(O.sdp,'rb').read()
    L=['v=0','o=- 1 1 IN IP4 127.0.0.1','s=fakecam','c=IN IP4 0.0.0.0','t=0 0','a=control:*','a=range:npt=now-','m=video 0 RTP/AVP 96','a=rtpmap:96 %s/90000'%O.codec.upper()]
    if not O.no_sprop and S.ps:
        if O.codec=='h264': L.append('a=fmtp:96 packetization-mode=1;profile-level-id=%s;sprop-parameter-sets=%s,%s'%(S.ps[7][1:4].hex().upper(),b64(S.ps[7]),b64(S.ps[8])))
        else: L.append('a=fmtp:96 sprop-vps=%s;sprop-sps=%s;sprop-pps=%s'%tuple(b64(S.ps[k]) for k in(32,33,34)))
    L+=['a=control:trackID=0']
    if O.audio: L+=['m=audio 0 RTP/AVP 8','a=rtpmap:8 PCMA/8000','a=control:trackID=1']
    return ('\r\n'.join(L)+'\r\n').encode()
def frag(n):
    if len(n)<=O.mtu: return [(n,)]
    r=[]
    if O.codec=='h264':
        ind=bytes([(n[0]&0xe0)|28]);t=n[0]&31;p=n[1:];k=O.mtu-2
        for i in range(0,len(p),k): r.append((ind+bytes([t|(0x80 if i==0 else 0)|(0x40 if i+k>=len(p) else 0)])+p[i:i+k],))
    else:
        h=bytes([(n[0]&0x81)|(49<<1),n[1]]);t=(n[0]>>1)&63;p=n[2:];k=O.mtu-3
        for i in range(0,len(p),k): r.append((h+bytes([t|(0x80 if i==0 else 0)|(0x40 if i+k>=len(p) else 0)])+p[i:i+k],))
    return r
NONCE={}
class Conn:
    def __init__(s,r,w): s.r,s.w=r,w; s.tracks={}; s.task=None; s.sess='%08X'%random.getrandbits(32); s.q=[]; s.nonce=os.urandom(8).hex()
    def resp(s,code,reason,h,cs,body=b''):
        t='RTSP/1.0 %d %s\r\nCSeq: %s\r\n'%(code,reason,cs)+''.join('%s: %s\r\n'%x for x in h)+('Content-Length: %d\r\n'%len(body) if body else '')+'\r\n'
        s.w.write(t.encode()+body)
    def authok(s,m,uri,h):
        if O.auth=='none': return True
        a=h.get('authorization','')
        if O.auth=='basic': return a=='Basic '+b64((O.user+':'+O.pw).encode())
        d=dict(re.findall(r'(\w+)="?([^",]*)"?',a)); H=(lambda x:hashlib.md5(x.encode()).hexdigest()) if O.auth=='md5' else (lambda x:hashlib.sha256(x.encode()).hexdigest())
        return d.get('nonce')==s.nonce and d.get('response')==H(H(O.user+':fakecam:'+O.pw)+':'+s.nonce+':'+H(m+':'+d.get('uri','')))
    async def run(s):
        ST['conns']+=1
        try:
            while True:
                c=await s.r.readexactly(1)
                if c==b'$': _,n=struct.unpack('>BH',await s.r.readexactly(3)); await s.r.readexactly(n); continue
                if c in b'\r\n': continue
                head=c+await s.r.readuntil(b'\r\n\r\n')
                L=head.decode('latin1').split('\r\n'); m,uri,_=L[0].split(' ',2); h={k.strip().lower():v.strip() for k,v in (x.split(':',1) for x in L[1:] if ':' in x)}
                if int(h.get('content-length',0)): await s.r.readexactly(int(h['content-length']))
                if F['mute']: continue
                if O.verbose: print(L[0],flush=True)
                cs=h.get('cseq','0')
                if m=='OPTIONS': s.resp(200,'OK',[('Public','OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER')],cs); ST['keepalive']+=1; continue
                if not s.authok(m,uri,h):
                    ST['auth_fail']+=1; v='Basic realm="fakecam"' if O.auth=='basic' else 'Digest realm="fakecam", nonce="%s"%s'%(s.nonce,', algorithm=SHA-256' if O.auth=='sha256' else '')
                    s.resp(401,'Unauthorized',[('WWW-Authenticate',v)],cs); continue
                if m=='DESCRIBE': ST['describes']+=1; s.resp(200,'OK',[('Content-Base',uri.rstrip('/')+'/'),('Content-Type','application/sdp')],cs,sdp())
                elif m=='SETUP':
                    ST['setups']+=1
                    t=h.get('transport',''); tr=len(s.tracks) if O.sdp else (1 if 'trackID=1' in uri else 0)
                    mm=re.search(r'interleaved=(\d+)-(\d+)',t)
                    if 'TCP' in t: i=int(mm.group(1)) if mm else 2*tr; s.tracks[tr]=('tcp',i); v='RTP/AVP/TCP;unicast;interleaved=%d-%d;ssrc=%08X'%(i,i+1,0x1000+tr)
                    else:
                        mm=re.search(r'client_port=(\d+)-(\d+)',t)
                        if not mm: s.resp(461,'Unsupported Transport',[],cs); continue
                        u=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); u.bind((O.host,0)); u.setblocking(False); peer=s.w.get_extra_info('peername')[0]
                        s.tracks[tr]=('udp',u,(peer,int(mm.group(1)))); p=u.getsockname()[1]; v='RTP/AVP;unicast;client_port=%s-%s;server_port=%d-%d;ssrc=%08X'%(mm.group(1),mm.group(2),p,p+1,0x1000+tr)
                    s.resp(200,'OK',[('Session',s.sess+';timeout=60'),('Transport',v)],cs)
                elif m=='PLAY':
                    ST['plays']+=1; s.resp(200,'OK',[('Session',s.sess),('Range','npt=now-')],cs)
                    if not s.task: s.task=asyncio.ensure_future(s.media())
                elif m=='TEARDOWN': ST['teardowns']+=1; s.resp(200,'OK',[('Session',s.sess)],cs); await s.w.drain(); break
                else: ST['keepalive']+=1; s.resp(200,'OK',[('Session',s.sess)],cs)
                await s.w.drain()
        except (asyncio.IncompleteReadError,ConnectionError,OSError,ValueError,asyncio.LimitOverrunError): pass
        finally: s.close()
    def close(s,rst=False):
        CON.discard(s)
        if s.task: s.task.cancel()
        for t in s.tracks.values():
            if t[0]=='udp': t[1].close()
        try:
            k=s.w.get_extra_info('socket')
            if rst and k: k.setsockopt(socket.SOL_SOCKET,socket.SO_LINGER,struct.pack('ii',1,0)); s.w.transport.abort()
            else: s.w.close()
        except OSError: pass
    async def send(s,tr,pkt):
        t=s.tracks.get(tr)
        if not t: return
        ST['rtp']+=1; ST['bytes']+=len(pkt)
        if t[0]=='udp':
            if random.random()<F['loss']: return
            s.q.append(pkt)
            if random.random()<F['reorder'] and len(s.q)<4: return
            random.shuffle(s.q) if len(s.q)>1 else None
            for p in s.q:
                for _ in range(2 if random.random()<F['dup'] else 1):
                    try: t[1].sendto(p,t[2])
                    except OSError: pass
            s.q.clear(); return
        n=len(pkt)
        if F['badlen']: n+=5000; F['badlen']=0
        d=struct.pack('>cBH',b'$',t[1],n)+pkt
        if F['garbage']: d=os.urandom(int(F['garbage']))+d; F['garbage']=0
        if F['drip']:
            k=s.w.get_extra_info('socket')
            for i in range(len(d)): s.w.write(d[i:i+1]); await s.w.drain()
        else: s.w.write(d); await s.w.drain()
    async def media(s):
        seq=random.getrandbits(16);ts=random.getrandbits(32);ssrc=0x1000;aseq=0;ats=0;i=0;t0=time.monotonic();k=0;aus=S.aus;ver=id(S.aus)
        s.ctl={}; pt=96
        if O.sdp:
            mm=re.search(rb'm=video \S+ \S+ (\d+)',sdp()); pt=int(mm.group(1)) if mm else 96
        while True:
            if S.next and i>=len(aus) or id(S.aus)!=ver: aus=S.aus;ver=id(aus);i=0
            if i>=len(aus): i=0
            au=aus[i];i+=1;k+=1
            for c,v in list(s.ctl.items()):
                if c=='seq': seq=int(v)
                if c=='seqjump': seq=(seq+int(v))&0xffff
                if c=='ts': ts=int(v)
                if c=='tsjump': ts=(ts+int(v))&0xffffffff
                if c=='ssrc': ssrc=random.getrandbits(32)
            s.ctl={}
            if not F['stall']:
                P=[x[0] for n in au for x in frag(n)]
                for j,p in enumerate(P):
                    await s.send(0,struct.pack('>BBHII',0x80,pt|(0x80 if j==len(P)-1 else 0),seq,ts,ssrc)+p); seq=(seq+1)&0xffff
                if O.audio:
                    n=int(8000/O.fps); await s.send(1,struct.pack('>BBHII',0x80,8,aseq,ats,0x1001)+bytes([0xd5^(0x15 if (x//10)%2 else 0) for x in range(n)])); aseq=(aseq+1)&0xffff; ats+=n
            ts=(ts+int(90000/O.fps))&0xffffffff
            if F['delay']: await asyncio.sleep(random.random()*float(F['delay'])/1000)
            await asyncio.sleep(max(0,t0+k/O.fps-time.monotonic()))
CON=set(); SRV=None
async def onconn(r,w):
    c=Conn(r,w); CON.add(c); await c.run()
async def ctl(r,w):
    global SRV
    l=(await r.readline()).decode(); u=urllib.parse.urlparse(l.split(' ')[1]); q=dict(urllib.parse.parse_qsl(u.query)); out='ok'
    if u.path=='/stats': out=repr(dict(ST,open=len(CON),faults=F))
    for k,v in q.items():
        if k in('rst','fin'): [c.close(k=='rst') for c in list(CON)]
        elif k=='refuse':
            SRV.close(); await SRV.wait_closed() if sys.version_info<(3,12) else None
            async def back():
                global SRV
                await asyncio.sleep(float(v)); SRV=await asyncio.start_server(onconn,O.host,O.port,limit=1<<20)
            asyncio.ensure_future(back())
        elif k in('seq','seqjump','ts','tsjump','ssrc'): [c.ctl.__setitem__(k,v) for c in CON if hasattr(c,'ctl')]
        elif k=='file': S.aus,S.ps=load(v)
        elif k=='codec': O.codec=v
        elif k=='pass': O.pw=v
        elif k=='auth': O.auth=v
        elif k=='sdp': O.sdp=v or None
        elif k in F: F[k]=float(v)
        else: out='unknown '+k
    w.write(('HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n'+out+'\n').encode()); await w.drain(); w.close()
async def main():
    global SRV
    SRV=await asyncio.start_server(onconn,O.host,O.port,limit=1<<20)
    await asyncio.start_server(ctl,O.host,O.ctl)
    print('fakecam %s:%d ctl %d aus=%d'%(O.host,O.port,O.ctl,len(S.aus)),flush=True)
    await asyncio.Event().wait()
def until_stdin_closes():
    while sys.stdin.buffer.read(4096): pass
    os._exit(0)
if O.until_stdin_closes: threading.Thread(target=until_stdin_closes,daemon=True).start()
asyncio.run(main())
