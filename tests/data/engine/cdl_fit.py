# Makes cdl_fit.csv: Nelder-Mead with restarts over the ten numbers of an ASC CDL, in plain Python: an optimiser that knows
# nothing of Umber's.
import math, random, sys
random.seed(7)
W=(0.2126,0.7152,0.0722)
clamp=lambda v:min(1.0,max(0.0,v))
def cdl(p,x):
    v=[clamp(x[c]*p[c]+p[3+c])**p[6+c] for c in range(3)]
    l=sum(w*a for w,a in zip(W,v))
    return [clamp(l+p[9]*(a-l)) for a in v]
def grade(x):
    # a film-like S-curve on each channel after some crosstalk, and a warm toe: no CDL does this
    m=[0.9*x[0]+0.08*x[1]+0.02*x[2],0.05*x[0]+0.9*x[1]+0.05*x[2],0.02*x[0]+0.1*x[1]+0.88*x[2]]
    s=[1/(1+math.exp(-5.5*(a-0.45))) for a in m]
    return [clamp(0.03*k+(1-0.03*k)*a) for k,a in zip((1.5,1.0,0.6),s)]
data=[]
for i in range(240):
    g=random.random(); x=[clamp(g+random.gauss(0,0.12)) for _ in range(3)]
    x=[round(a,6) for a in x]; data.append((x,[round(a,6) for a in grade(x)]))
def cost(p):
    if min(p[0:3])<0 or min(p[6:9])<1e-3 or p[9]<0: return 1e9
    return sum((a-b)**2 for x,y in data for a,b in zip(cdl(p,x),y))
def nm(p,size):
    n=len(p); S=[p[:]]
    for i in range(n):
        q=p[:]; q[i]+=size*(1 if random.random()<.5 else -1); S.append(q)
    S=[(cost(q),q) for q in S]
    for it in range(2500):
        S.sort(key=lambda t:t[0])
        if S[-1][0]-S[0][0]<1e-13: break
        c=[sum(q[1][i] for q in S[:-1])/n for i in range(n)]
        w=S[-1][1]; mv=lambda k:[c[i]+k*(w[i]-c[i]) for i in range(n)]
        r=mv(-1); fr=cost(r)
        if fr<S[0][0]:
            e=mv(-2); fe=cost(e); S[-1]=(fe,e) if fe<fr else (fr,r)
        elif fr<S[-2][0]: S[-1]=(fr,r)
        else:
            k=mv(.5) if fr>=S[-1][0] else mv(-.5); fk=cost(k)
            if fk<min(fr,S[-1][0]): S[-1]=(fk,k)
            else:
                b=S[0][1]; S=[S[0]]+[(cost(q),q) for q in [[b[i]+.5*(t[1][i]-b[i]) for i in range(n)] for t in S[1:]]]
    S.sort(key=lambda t:t[0]); return S[0]
best=(1e9,None)
for start in ([1,1,1,0,0,0,1,1,1,1],[1.3,1.3,1.3,-.1,-.1,-.1,1.2,1.2,1.2,.9]):
    f,p=nm(list(start),.2)
    for k in range(6):
        f,p=nm(p,.1/(k+1))
    if f<best[0]: best=(f,p)
print("# in r,g,b, out r,g,b: an S-curve after crosstalk. The least sum of squares that Nelder-Mead with restarts, in Python, found over the ten numbers of a CDL:")
print("# %.9g"%best[0]); print("# at "+" ".join("%.6f"%v for v in best[1]))
for x,y in data: print(",".join("%.6f"%v for v in x+y))
